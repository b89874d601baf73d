internal import Wire

/// Plans the single-port bridge: desired minus running.
///
/// The kernel's state is the journal. A bridge that carries dhcpward's mark is taken up where an earlier run
/// left it, whatever it had done by then; planned twice, the second plan is empty.
public enum BridgePlanner {
  /// Puts the port alone into a bridge and, unless in mode `broute-udp`, moves its addresses, routes and permanent
  /// neighbours there.
  ///
  /// Link-local addresses stay on the port and are copied: on a port they do no harm, and the kernel would not
  /// make them anew.
  public static func up(_ wanted: Bridge, network: Network) throws(PlanError) -> Plan {
    let attempt = "build the bridge \(wanted.name) over \(wanted.port)"
    guard let port = network[wanted.port] else {
      throw PlanError(
        attempt: attempt, reason: "there is no interface \(wanted.port)",
        advice: "name an existing Ethernet interface (ip -br link)")
    }
    try refuseBridge(wanted, network, attempt)
    try refusePort(port, wanted, network, attempt)
    var wanted = wanted
    wanted.address = network[wanted.name]?.address ?? wanted.address ?? port.address
    let move = Move(from: wanted.port, to: wanted.name, network: network, keepsLinkLocal: true)
    if wanted.mode.movesAddresses { try move.refuse(attempt) }

    var changes: [Change] = []
    if let link = network[wanted.name], let standing = Bridge(link) {
      changes += mark(standing, until: wanted.deadline)
    } else {
      changes.append(.createBridge(wanted))
    }
    if wanted.mode.movesAddresses, port.master == nil { changes += sysctls(wanted, network) }
    // Nothing meets these rules before the port is the bridge's.
    changes += filter(wanted, network)
    if let broute = wanted.broute, !network.broute.contains(broute) {
      changes += network.broute.filter { $0.dialect == broute.dialect }.map { .removeBroute($0) }
      changes.append(.installBroute(broute))
    }
    if wanted.mode.movesAddresses { changes += move.notes + move.additions }
    if port.master == nil { changes.append(.enslave(port: wanted.port, bridge: wanted.name)) }
    if wanted.mode.movesAddresses { changes += move.switchover + move.orders }
    return Plan(changes)
  }

  /// Moves everything on the bridge back to the port and removes the bridge; nothing where there is none.
  public static func down(_ bridge: Bridge, network: Network) throws(PlanError) -> Plan {
    let attempt = "remove the bridge \(bridge.name) over \(bridge.port)"
    let companions = companions(of: bridge.port, network)
    guard let link = network[bridge.name] else { return Plan(companions) }
    guard let standing = Bridge(link), standing.port == bridge.port else {
      throw PlanError(
        attempt: attempt, reason: "\(bridge.name) is not dhcpward's bridge over \(bridge.port)",
        advice: "`dhcpward bridge show` lists its own")
    }
    let others = network.links.filter { $0.master == bridge.name && $0.name != bridge.port }.map(\.name)
    if let other = others.first {
      // A port that was renamed is not gone, and the addresses are to go back to it.
      let isRenamed = network[bridge.port] == nil
      throw PlanError(
        attempt: attempt,
        reason: isRenamed
          ? "there is no \(bridge.port), but \(other) is a port of it"
          : "\(other) has become a port of it too",
        advice: isRenamed
          ? "name it \(bridge.port) again (ip link set \(other) name \(bridge.port))"
          : "take it out first (ip link set \(other) nomaster)")
    }
    // The addresses of a card that is gone have nowhere to go.
    guard let port = network[bridge.port] else { return Plan(companions + [.deleteBridge(standing)]) }
    if let master = port.master, master != bridge.name {
      throw PlanError(
        attempt: attempt, reason: "\(bridge.port) is a port of \(master) now",
        advice: "take it out first (ip link set \(bridge.port) nomaster)")
    }
    let move = Move(from: bridge.name, to: bridge.port, network: network, keepsLinkLocal: false)
    try move.refuse(attempt)
    // What leaves by the port goes out though it is in the bridge, so the port is released last.
    var changes = move.notes + move.additions + move.switchover + move.orders
    if port.master != nil { changes.append(.release(port: bridge.port, bridge: bridge.name)) }
    return Plan(changes + companions + [.deleteBridge(standing)])
  }

  /// What the port has set and a new bridge would not have: a bridge begins with those of `default`.
  private static func sysctls(_ wanted: Bridge, _ network: Network) -> [Change] {
    guard let there = network.sysctls[wanted.name.description] ?? network.sysctls["default"] else {
      return []
    }
    let differing = (network.sysctls[wanted.port.description] ?? [:]).compactMap { sysctl, value -> Change? in
      guard !sysctl.isOwn, let old = there[sysctl], old != value else { return nil }
      return .setSysctl(sysctl, of: wanted.name, to: value, was: old)
    }
    return differing.sorted { $0.description < $1.description }
  }

  /// Rewrites the mark that says until when the bridge is to be confirmed; nothing where it says so already.
  static func mark(_ standing: Bridge, until deadline: BootTime?) -> [Change] {
    guard standing.deadline != deadline else { return [] }
    var marked = standing
    marked.deadline = deadline
    return [.markBridge(marked, was: standing)]
  }

  private static func refuseBridge(_ wanted: Bridge, _ network: Network, _ attempt: String) throws(PlanError)
  {
    guard let link = network[wanted.name] else { return }
    guard let standing = Bridge(link) else {
      throw PlanError(
        attempt: attempt, reason: "\(wanted.name) is there already, and not dhcpward's",
        advice: "choose another name with --bridge, or use that bridge with --mode existing")
    }
    guard standing.port == wanted.port else {
      throw PlanError(
        attempt: attempt, reason: "\(wanted.name) is dhcpward's bridge over \(standing.port)",
        advice: "choose another name with --bridge")
    }
    guard standing.mode == wanted.mode, !wanted.mode.broutes || standing.dialect == wanted.dialect else {
      let words = standing.mode.broutes ? " (\(standing.dialect.rawValue))" : ""
      throw PlanError(
        attempt: attempt, reason: "\(wanted.name) stands already in mode \(standing.mode.rawValue)\(words)",
        advice: "remove it first: dhcpward bridge down --port \(wanted.port)")
    }
  }
}
