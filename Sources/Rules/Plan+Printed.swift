internal import Wire

extension Plan {
  /// The plan for a machine that is not at hand, by the same planners that plan for this one. Nothing is read.
  ///
  /// - Throws: Where the planners refuse, and in mode `broute-classic` without what its rules name.
  public static func printed(for intention: Intention) throws(PlanError) -> Plan {
    let running = RunningRules(dialect: intention.dialect)
    let own =
      intention.hardwareAddress.map { [$0: "it is the address of \(intention.interface) itself"] } ?? [:]
    let blocks = try BlockPlanner.block(
      intention.blocks, running: running, sparing: own, unblocksItself: true)
    let ruleset = BlockPlanner.install([intention.scope] + intention.blocks.map(\.scope), running: running)
    return try way(intention) + ruleset + Plan(blocks.changes.filter { !$0.isRuleset })
  }

  private static func way(_ intention: Intention) throws(PlanError) -> Plan {
    let bridge = Bridge(
      name: intention.bridge, port: intention.interface, address: intention.hardwareAddress,
      origin: intention.origin)
    switch intention.mode {
    case .bridge: return try BridgePlanner.up(bridge, network: intention.network)
    case .existing: return Plan()
    case .brouteClassic: return try brouteClassic(intention, bridge)
    }
  }

  // Not by the bridge planner: here the addresses are meant to stay on the port.
  private static func brouteClassic(_ intention: Intention, _ bridge: Bridge) throws(PlanError) -> Plan {
    let attempt = "print the broute pair for \(intention.interface)"
    guard intention.dialect == .ebtables else {
      throw PlanError(
        attempt: attempt, reason: "table broute is ebtables' own",
        advice: "choose dialect ebtables, or mode bridge")
    }
    guard let mac = intention.hardwareAddress else {
      throw PlanError(
        attempt: attempt, reason: "its ARP rule names the interface's hardware address, which was not given",
        advice: "add --port-address MAC")
    }
    let addresses = intention.addresses.compactMap { prefix in
      if case .v4(let address) = prefix.address { address } else { nil }
    }
    guard !addresses.isEmpty else {
      throw PlanError(
        attempt: attempt, reason: "its IPv4 rule names the interface's IPv4 address, which was not given",
        advice: "add --address 192.0.2.1/24")
    }
    let matches = addresses.map(BrouteRule.Match.ipv4) + [.arp(to: mac)]
    return Plan(
      [.createBridge(bridge), .enslave(port: bridge.port, bridge: bridge.name)]
        + matches.map { .addBroute(BrouteRule(port: bridge.port, match: $0, verdict: .routeUp)) })
  }
}

extension Change {
  fileprivate var isRuleset: Bool {
    if case .installRuleset = self { true } else { false }
  }
}
