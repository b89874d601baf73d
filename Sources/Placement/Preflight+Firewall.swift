import Plans
import Wire

extension Preflight {
  /// Rules that name the port no longer match what arrives on its bridge.
  static func firewall(_ site: Site, _ network: Network) -> [Concern] {
    guard site.mode.movesAddresses, let bridge = site.bridge, let firewall = network.firewall else {
      return []
    }
    let places = Dictionary(grouping: firewall.mentions(of: site.interface, notOf: bridge), by: \.place)
    let found = places.sorted { $0.key < $1.key }.map { place, mentions in
      let count = mentions.map(\.rules).reduce(0, +)
      let rules = count == 1 ? "a rule names" : "\(count) rules name"
      let first = mentions[0]
      return Concern(
        .disruption,
        "\(place): \(rules) \(site.interface), and what is for this host arrives on \(bridge), which it does not match",
        advice: [
          "add to it the same for \(bridge) (nft list chain \(first.family) \(first.table) \(first.chain))"
        ])
    }
    guard firewall.isCutShort else { return found }
    return found + [
      Concern(
        .note, "the firewall has too many rules to look through all of them for \(site.interface)",
        warns: true,
        advice: ["look for it yourself: nft list ruleset"])
    ]
  }
}

extension Server {
  /// The chain that keeps DHCP from this server's UDP socket once the address has moved; nil when none is known to.
  func deafening(_ ground: Ground) -> Firewall.Mention? {
    guard ground.site.mode.movesAddresses, let bridge = ground.site.bridge else { return nil }
    let versions = Set(["inet"] + families.map { $0 == .v4 ? "ip" : "ip6" })
    return ground.network.firewall?.mentions(of: ground.site.interface, notOf: bridge).first {
      $0.isInput && $0.isClosed && $0.mayConcernDHCP && versions.contains($0.family)
    }
  }
}
