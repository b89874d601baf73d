public import Wire

/// Plans what is to be blocked less what is: planning again after applying gives an empty plan.
///
/// A block stands when its source is blocked in the same scope for as long as asked or longer; so no block is
/// ever cut short by asking again, a hand's `forever` least of all. To make one shorter, unblock first. One that
/// is asked to last longer is planned as a single `.block`, which renews the time and keeps the counter; undoing
/// that step lets the source pass.
public enum BlockPlanner {
  /// How much less than asked may remain of a standing block, for the time between planning and reading back.
  public static let tolerance = Duration.seconds(1)

  /// What is missing for frames of these scopes to be dropped as soon as a source is blocked.
  public static func install(_ scopes: [Scope], running: RunningRules) -> Plan {
    install(sets: scopes.map { BlockSet($0) }, running: running)
  }

  /// What is missing for sources of these sets to be dropped as soon as they are blocked; and, where DHCP is found, for
  /// that of these addresses of this host to be dropped where it comes in.
  ///
  /// `program` is the one that is to stand at an XDP hook; nil for whatever stands there, or one that counts nothing.
  public static func install(
    sets: [BlockSet], own: [MACAddress] = [], program: XDPProgram? = nil, running: RunningRules
  ) -> Plan {
    if running.table.dialect == .bpf { return install(program, own: own, running: running) }
    // In ebtables a rule names its port by itself.
    let asked = running.table.dialect == .ebtables ? sets.map { BlockSet($0.scope) } : sets
    let wanted = BlockSet.allCases.filter { asked.contains($0) && !running.sets.contains($0) }
    let isReady = running.hasTable && (wanted.isEmpty || running.table.dialect == .ebtables)
    guard !sets.isEmpty, !isReady else { return Self.own(own, running: running) }
    let findsDHCP =
      running.table.dialect == .nftables && (running.sets + wanted).contains { $0.scope == .dhcp }
    let ruleset = Ruleset(
      table: running.table, scopes: wanted.scopes(atPort: false), scopesAtPort: wanted.scopes(atPort: true),
      clients: wanted.clientVersions, includesTable: !running.hasTable,
      includesSearch: !running.sets.contains { $0.scope == .dhcp },
      own: findsDHCP ? lacking(own, running) : [])
    return Plan([.installRuleset(ruleset)])
  }

  // It has all sets there are, and is replaced whole.
  private static func install(_ program: XDPProgram?, own: [MACAddress], running: RunningRules) -> Plan {
    guard !running.hasTable || program.map({ $0.digest != running.policy }) ?? false else {
      return Self.own(own, running: running)
    }
    let ruleset = Ruleset(
      table: running.table, scopes: Scope.allCases, includesTable: true, own: own,
      program: program ?? XDPProgram())
    return Plan([.installRuleset(ruleset)])
  }

  /// What is missing, where DHCP is found, for that of these addresses of this host to be dropped where it comes in, and
  /// for that of those which are `gone` to pass.
  public static func own(
    _ own: [MACAddress], gone: [MACAddress] = [], running: RunningRules
  ) -> Plan {
    guard running.hasTable, running.table.dialect != .ebtables,
      running.sets.contains(where: { $0.scope == .dhcp })
    else { return Plan() }
    func ruleset(_ some: [MACAddress]) -> Ruleset {
      Ruleset(table: running.table, scopes: [], includesTable: false, own: some)
    }
    let (fresh, stale) = (lacking(own, running), gone.filter { running.own[$0] != nil && !own.contains($0) })
    return Plan(
      (fresh.isEmpty ? [] : [.installRuleset(ruleset(fresh))])
        + (stale.isEmpty ? [] : [.removeRuleset(ruleset(stale))]))
  }

  /// What is missing for these sources to be blocked.
  ///
  /// - Parameters:
  ///   - own: The addresses of what is guarded, for `install`.
  ///   - running: What stands. What it has beyond `blocks` is left alone.
  ///   - sparing: Sources that must not be blocked, each with the reason: the host's own, the gateway's.
  ///   - unblocksItself: The caller sees to the end of lifetimes by itself, as ebtables cannot.
  /// - Throws: For a source that no frame can honestly have or that is spared, for a lifetime that is not longer
  ///   than nothing, and for a lifetime in ebtables that nobody would end.
  public static func block(
    _ blocks: [Block], own: [MACAddress] = [], program: XDPProgram? = nil, running: RunningRules,
    sparing: [MACAddress: String] = [:],
    unblocksItself: Bool = false
  ) throws(PlanError) -> Plan {
    var standing: [Block.Key: Duration?] = [:]
    for each in running.blocks { standing[each.block.key] = .some(each.remaining) }
    var planned: [Block.Key: Int] = [:]
    var wanted: [Block] = []
    for block in blocks {
      try check(block, running.table, sparing: sparing, unblocksItself: unblocksItself)
      let key = block.key
      if let remaining = standing[key], covers(remaining, block.lifetime, running.table.dialect) { continue }
      if let index = planned[key] {
        if isLonger(block.lifetime, than: wanted[index].lifetime) { wanted[index] = block }
      } else {
        planned[key] = wanted.count
        wanted.append(block)
      }
    }
    return install(sets: wanted.map(\.set), own: own, program: program, running: running)
      + Plan(wanted.map { .block($0, running.table) })
  }

  /// Lets sources pass again, in every scope they are blocked in, and takes away what of the ruleset is then idle.
  ///
  /// - Parameters:
  ///   - subjects: Whom; nil for all. A router's address is not its clients.
  ///   - port: Only blocks at this port alone; nil for all.
  ///   - origin: Only blocks that this one asked for; nil for anybody's. One without a remark is a hand's.
  ///   - keepsRuleset: A daemon needs the ruleset, idle or not, and the gate. Otherwise that goes with the last block.
  public static func unblock(
    _ subjects: Set<Subject>?, at port: InterfaceName? = nil, origin: Origin? = nil,
    keepsRuleset: Bool = false,
    running: RunningRules
  ) -> Plan {
    let going = running.blocks.filter { standing in
      (subjects?.contains(standing.block.subject) ?? true) && (port == nil || port == standing.block.port)
        && (origin.map { $0 == standing.block.remark?.origin ?? .hand } ?? true)
    }
    var changes = going.map { standing -> Change in
      var block = standing.block
      block.lifetime = standing.remaining
      return .unblock(block, running.table)
    }
    guard !keepsRuleset else { return Plan(changes) }
    let staying = Set(running.blocks).subtracting(going)
    let needed = Set(staying.map(\.block.set))
    let idle = BlockSet.allCases.filter { running.sets.contains($0) && !needed.contains($0) }
    let staysDHCP = needed.contains { $0.scope == .dhcp }
    // A program that counts goes on to guard when nobody is blocked.
    let guards = running.table.dialect == .bpf && subjects != nil && running.policy != XDPProgram().digest
    if staying.isEmpty, !guards { changes += NewcomerLimitPlanner.remove(running).changes }
    if running.hasTable || running.hasRemnant, !guards,
      staying.isEmpty || (running.table.dialect == .nftables && !idle.isEmpty)
    {
      changes.append(
        .removeRuleset(
          Ruleset(
            table: running.table, scopes: idle.scopes(atPort: false), scopesAtPort: idle.scopes(atPort: true),
            clients: idle.clientVersions, includesTable: staying.isEmpty,
            own: staysDHCP ? [] : running.own.keys.sorted())))
    }
    return Plan(changes)
  }
}

extension BlockPlanner {
  /// Those of a host's addresses that are its alone, so that no frame which comes in has one of them honestly.
  package static func guardable(_ addresses: [MACAddress]) -> [MACAddress] {
    Set(addresses.filter { !$0.isGroup && $0 != .zero && !$0.isVirtualRouter }).sorted()
  }

  private static func lacking(_ own: [MACAddress], _ running: RunningRules) -> [MACAddress] {
    own.filter { running.own[$0] == nil }
  }

  // What stands in ebtables has no time: whoever counts it down counts it on.
  private static func covers(_ remaining: Duration?, _ lifetime: Duration?, _ dialect: Dialect) -> Bool {
    guard dialect != .ebtables, let remaining else { return true }
    guard let lifetime else { return false }
    return remaining + tolerance >= lifetime
  }

  private static func isLonger(_ lifetime: Duration?, than other: Duration?) -> Bool {
    guard let other else { return false }
    return lifetime.map { $0 > other } ?? true
  }

  private static func check(
    _ block: Block, _ table: Table, sparing: [MACAddress: String], unblocksItself: Bool
  ) throws(PlanError) {
    switch block.subject {
    case .address(let mac): try check(mac, sparing: sparing)
    case .client(let client): try check(client, block, table)
    case .line: throw refusal(of: block)
    }
    if let port = block.port { try check(port, table) }
    guard let lifetime = block.lifetime else { return }
    if lifetime <= .zero {
      throw PlanError(
        attempt: "block \(block.subject) for \(lifetime.compact)",
        reason: "the time is not longer than nothing",
        advice: "give a time such as 10m, or forever")
    }
    if table.dialect == .ebtables, !unblocksItself {
      throw PlanError(
        attempt: "block \(block.subject) for \(lifetime.compact) by ebtables",
        reason: "ebtables rules have no end of their own",
        advice: "choose backend nftables, or forever and unblock it by hand")
    }
  }

  private static func check(_ mac: MACAddress, sparing: [MACAddress: String]) throws(PlanError) {
    if mac.isGroup || mac == .zero {
      throw PlanError(
        attempt: "block \(mac)",
        reason: "\(mac.isGroup ? "a group" : "the zero") address is nobody's source",
        advice: "name the address of one interface", isBadInput: true)
    }
    if let reason = sparing[mac] {
      throw PlanError(
        attempt: "block \(mac)", reason: reason,
        advice: "blocking it would cut this host off, so name another")
    }
  }
  private static func check(_ port: InterfaceName, _ table: Table) throws(PlanError) {
    if let only = table.port {
      throw PlanError(
        attempt: "block at port \(port)", reason: "the table sees the one port \(only)",
        advice: "leave the port away")
    }
    // A + at the end is ebtables' any, a * is nft's, and either would read quotes as its own.
    let isPlain = "\(port)".utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      default: "-_.@".utf8.contains(byte)
      }
    }
    guard isPlain, !"\(port)".hasPrefix("-") else {
      throw PlanError(
        attempt: "block at port \(port)", reason: "rules cannot hold a name with such characters",
        advice: "rename it (ip link set \(port) name NAME)")
    }
  }
}
