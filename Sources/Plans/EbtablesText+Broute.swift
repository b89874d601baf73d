internal import Wire

extension EbtablesText {
  /// The chain of table broute that every frame of a bridge's port comes by; it jumps to `chain` from its first rule.
  public static let brouteHook = "BROUTING"

  /// The rules of a recipe, as ebtables' matches and targets.
  public static func rules(_ broute: Broute) -> [[String]] {
    broute.rules.map { rule in
      match(rule.match, port: broute.port) + ["-j", rule.verdict == .routeUp ? "DROP" : "ACCEPT"]
    }
  }

  static func installing(_ broute: Broute) -> [[String]] {
    [table + ["-N", chain, "-P", "RETURN"]] + rules(broute).map { table + ["-A", chain] + $0 }
      + [table + ["-I", brouteHook, "1", "-j", chain]]
  }

  static var removing: [[String]] {
    [["-D", brouteHook, "-j", chain], ["-F", chain], ["-X", chain]].map { table + $0 }
  }

  /// The rules that leave a blocked source's frames on the bridge.
  static func kept(_ verb: [String], _ block: Block, _ port: InterfaceName) -> [[String]] {
    guard let mac = block.mac else { return [] }
    return matches(block.scope).map { match in
      table + verb + match.prefix(2) + ["-i", "\(port)", "-s", "\(mac)"] + match.dropFirst(2) + [
        "-j", "ACCEPT",
      ]
    }
  }

  private static let table = ["ebtables", "-t", "broute"]

  private static func match(_ match: BrouteRule.Match, port: InterfaceName) -> [String] {
    let (family, rest): (String?, [String]) =
      switch match {
      case .anything: (nil, [])
      case .dhcp: ("IPv4", ["--ip-proto", "udp", "--ip-dport", "67"])
      case .unicast(let mac): ("IPv4", ["-d", "\(mac)"])
      case .ipv4(let address): ("IPv4", ["--ip-dst", "\(address)"])
      case .arp(let mac): ("ARP", ["-d", "\(mac)"])
      case .arpTarget(let address): ("ARP", ["--arp-ip-dst", "\(address)"])
      case .ipv6: ("IPv6", [])
      }
    return (family.map { ["-p", $0] } ?? []) + ["-i", "\(port)"] + rest
  }
}
