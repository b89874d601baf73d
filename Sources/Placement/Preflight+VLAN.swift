import Plans
internal import Wire

extension Preflight {
  /// What becomes of frames of VLANs without a device here: a bridge makes its port promiscuous, which opens the NIC's own
  /// filter.
  static func vlans(_ site: Site, _ network: Network) -> [Concern] {
    guard site.mode.buildsBridge, let bridge = site.bridge else { return [] }
    let strangers = "frames of VLANs without a device on \(bridge)"
    if let obstacle = network.vlanObstacle {
      return [
        Concern(
          .note, "\(strangers) come to it, and a server with a packet socket may answer them",
          warns: site.mode.movesAddresses, advice: ["they could be kept out by nftables: \(obstacle)"])
      ]
    }
    guard let filters = network.vlanFilters else { return [] }
    let wanted = VLANFilter(port: site.interface, vlans: network.vlans(on: bridge))
    guard filters.contains(wanted) || network[bridge] == nil else {
      return [
        Concern(
          .note, "the filter of tagged frames that goes with \(bridge) is not as it should be",
          advice: ["put it right: dhcpward bridge up --port \(site.interface) --mode \(site.mode.rawValue)"])
      ]
    }
    let passing = wanted.vlans.map(\.description).joined(separator: ", ")
    return [
      Concern(
        .note, "\(strangers) are dropped at it" + (passing.isEmpty ? "" : ", those of VLAN \(passing) pass"),
        advice: [])
    ]
  }
}
