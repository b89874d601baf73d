package import Wire

extension BridgePlanner {
  /// Why no bridge of that name can be built over the port; nil when one can.
  package static func obstacle(to bridge: InterfaceName, over port: Link, _ network: Network) -> String? {
    let wanted = Bridge(name: bridge, port: port.name, address: port.address, origin: .hand)
    do throws(PlanError) {
      try refusePort(port, wanted, network, "build the bridge \(bridge) over \(port.name)")
      return nil
    } catch {
      return error.reason
    }
  }

  /// What the kernel would refuse, or what would cut the machine off, refused before anything is touched.
  static func refusePort(
    _ port: Link, _ wanted: Bridge, _ network: Network, _ attempt: String
  ) throws(PlanError) {
    let name = port.name
    switch port.kind {
    case .ethernet: break
    case .loopback:
      throw PlanError(
        attempt: attempt, reason: "\(name) is the loopback",
        advice: "name an Ethernet interface (ip -br link)")
    case .bridge:
      throw PlanError(attempt: attempt, reason: "\(name) is a bridge itself", advice: "use --mode existing")
    case .wifi:
      throw PlanError(
        attempt: attempt, reason: "\(name) is Wi-Fi, whose frames a bridge cannot send on",
        advice: "name a wired Ethernet interface (ip -br link)")
    case .other(let kind):
      throw PlanError(
        attempt: attempt, reason: "\(name) has no Ethernet frames\(kind.isEmpty ? "" : " (\(kind))")",
        advice: "name an Ethernet interface (ip -br link)")
    }
    if let master = port.master, master != wanted.name {
      let isBridge = network[master]?.kind == .bridge
      throw PlanError(
        attempt: attempt, reason: "\(name) is a port of \(master) already",
        advice: isBridge ? "use --mode existing" : "name \(master) instead, or take \(name) out of it")
    }
    // The receive handler of these is in the bridge's place: the kernel says EBUSY.
    let claiming: Set<String> = ["macvlan", "macvtap", "ipvlan", "ipvtap"]
    for upper in network.links where upper.lower == name {
      guard case .ethernet(let kind) = upper.kind, claiming.contains(kind) else { continue }
      throw PlanError(
        attempt: attempt, reason: "the \(kind) \(upper.name) stands on \(name)",
        advice: "move it onto a bridge of your own and use --mode existing")
    }
  }
}
