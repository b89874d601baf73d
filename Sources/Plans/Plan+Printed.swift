internal import Wire

extension Plan {
  /// The plan for a machine that is not at hand, by the same planners that plan for this one. Nothing is read.
  ///
  /// - Throws: Where the planners refuse, and in mode `broute-classic` without what its rules name.
  public static func printed(for intention: Intention) throws(PlanError) -> Plan {
    let running = RunningRules(table: intention.table)
    let sparing =
      intention.hardwareAddress.map { [$0: "it is the address of \(intention.interface) itself"] } ?? [:]
    let blocks = try BlockPlanner.block(
      intention.blocks, running: running, sparing: sparing, unblocksItself: true)
    // Ready for what the daemon would do too, unless everything asked for is at one port.
    let ready = intention.blocks.isEmpty || intention.blocks.contains { $0.port == nil }
    let ruleset = BlockPlanner.install(
      sets: (ready ? [BlockSet(intention.scope)] : []) + intention.blocks.map(\.set)
        + (intention.guardRate == nil ? [] : [BlockSet(.dhcp)]),
      own: BlockPlanner.guardable([intention.hardwareAddress].compactMap(\.self)), program: intention.program,
      running: running)
    return try way(intention) + ruleset + Plan(blocks.changes.filter { !$0.isRuleset })
      + gate(intention, running)
  }

  private static func gate(_ intention: Intention, _ running: RunningRules) throws(PlanError) -> Plan {
    guard let rate = intention.guardRate else { return Plan() }
    return try NewcomerLimitPlanner.install(
      NewcomerLimit(table: intention.table, rate: rate),
      known: intention.allowed.map { KnownClient(mac: $0, isExempt: true) }, running: running)
  }

  private static func way(_ intention: Intention) throws(PlanError) -> Plan {
    if let port = intention.blocks.lazy.compactMap(\.port).first, intention.mode != .existing {
      throw PlanError(
        attempt: "print a block at port \(port)", reason: "only mode existing has several ports",
        advice: "add --mode existing, or leave the port away")
    }
    let bridge = Bridge(
      name: intention.bridge, port: intention.interface, address: intention.hardwareAddress,
      origin: intention.origin, mode: intention.mode, dialect: intention.dialect)
    switch intention.mode {
    case .netdev where intention.dialect == .ebtables:
      throw PlanError(
        attempt: "print mode netdev for \(intention.interface)",
        reason: "ebtables sees the frames of bridges only",
        advice: "choose backend nftables, or mode bridge")
    case .xdp where intention.dialect != .bpf:
      throw PlanError(
        attempt: "print mode xdp for \(intention.interface) by \(intention.dialect.rawValue)",
        reason: "its rules are a program, which no tool reads", advice: "leave --backend away")
    case .existing, .netdev, .xdp: return Plan()
    case .brouteClassic: return try brouteClassic(intention, bridge)
    case .brouteRaw where intention.hardwareAddress == nil:
      throw PlanError(
        attempt: "print mode broute-raw for \(intention.interface)",
        reason: "a rule names the interface's hardware address, which was not given",
        advice: "add --port-address MAC")
    case .bridge, .brouteRaw, .brouteUDP: return try BridgePlanner.up(bridge, network: intention.network)
    }
  }

  // Not by the bridge planner, which knows no such mode.
  private static func brouteClassic(_ intention: Intention, _ bridge: Bridge) throws(PlanError) -> Plan {
    let attempt = "print the broute pair for \(intention.interface)"
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
    let broute = Broute(
      port: bridge.port, dialect: intention.dialect, recipe: .classic(mac: mac, addresses: addresses))
    return Plan(
      [.createBridge(bridge)] + BridgePlanner.filter(bridge, intention.network)
        + [.installBroute(broute), .enslave(port: bridge.port, bridge: bridge.name)])
  }
}

extension Change {
  fileprivate var isRuleset: Bool {
    if case .installRuleset = self { true } else { false }
  }
}
