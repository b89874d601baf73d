import Glibc
package import Netlink
package import Plans
package import Wire

/// Reads and changes rulesets and blocks: the seam between plans and the tables.
package final class RulesetApplier {
  package init() {}

  private var opened: [NFTBaseChain: NFTables] = [:]

  /// What goes to a table at once: a run of the same done to several sources; anything else alone.
  package static func batches(_ changes: [Change]) -> [Range<Int>] {
    var starts: [Int] = changes.isEmpty ? [] : [0]
    for position in changes.indices.dropFirst() {
      switch (changes[position - 1], changes[position]) {
      case (.block(_, let a), .block(_, let b)) where a == b: continue
      case (.unblock(_, let a), .unblock(_, let b)) where a == b: continue
      case (.know(_, let a), .know(_, let b)) where a == b: continue
      case (.forget(_, let a), .forget(_, let b)) where a == b: continue
      default: starts.append(position)
      }
    }
    return zip(starts, starts.dropFirst() + [changes.count]).map { $0..<$1 }
  }

  /// Does one batch: all of it, or nothing.
  package func apply(_ batch: [Change]) throws {
    guard let first = batch.first else { return }
    let blocks = batch.compactMap { change -> Block? in
      switch change {
      case .block(let block, _), .unblock(let block, _): block
      default: nil
      }
    }
    switch first {
    case .installRuleset(let ruleset): try backend(ruleset.table).install(ruleset)
    case .removeRuleset(let ruleset): try backend(ruleset.table).remove(ruleset)
    case .block(_, let table): try backend(table).block(blocks)
    case .unblock(_, let table): try backend(table).unblock(blocks)
    case .installGate(let gate), .changeGate(let gate, _): try gated(gate.table).install(gate)
    case .removeGate(let gate): try gated(gate.table).removeGate()
    case .know(_, .xdp(let port)): try hook(port).know(batch.compactMap(\.knownClient))
    case .forget(_, .xdp(let port)): try hook(port).forget(batch.compactMap(\.knownClient))
    case .know(_, let table): try gated(table).know(batch.compactMap(\.knownClient))
    case .forget(_, let table): try gated(table).forget(batch.compactMap(\.knownClient))
    case .installBroute(let broute): try brouteBackend(broute.dialect).install(broute)
    case .removeBroute(let broute): try brouteBackend(broute.dialect).removeBroute()
    case .installVLANFilter(let filter), .changeVLANFilter(let filter, _):
      try open(.vlan(filter.port)).install(filter)
    case .removeVLANFilter(let filter): try open(.vlan(filter.port)).removeTable()
    default: preconditionFailure("a step of the network: \(first)")
    }
  }

  /// What dhcpward has standing in one table, whoever put it there. Without the blocks it costs the same however
  /// many there are, but in ebtables.
  package func running(_ table: Table, withBlocks: Bool = true) throws -> RunningRules {
    try backend(table).standing(withBlocks: withBlocks)
  }

  /// The own addresses noted in a table.
  package func own(_ table: Table) throws -> [MACAddress: UInt64] { try backend(table).own() }

  /// One block as it stands now; nil when it does not.
  package func standing(_ block: Block, _ table: Table) throws -> StandingBlock? {
    try backend(table).standing(block)
  }

  /// Whether a transaction from that port was this one's.
  package func owns(_ port: UInt32) -> Bool { opened.values.contains { $0.ports.contains(port) } }

  /// The port whose ingress hook `table netdev dhcpward` is at; nil when there is no such table.
  package func ingressPort() throws(NetlinkError) -> InterfaceName? {
    try open(.netdev(.unknown)).ingressPort()
  }

  /// The broute rules of a dialect.
  package func broute(_ dialect: Dialect) throws -> Broute? { try brouteBackend(dialect).broute() }

  /// The filters of tagged frames, of every port.
  package func vlanFilters() throws(NetlinkError) -> [VLANFilter] { try open(.bridge).vlanFilters() }

  private func backend(_ table: Table) throws(NetlinkError) -> any BlockBackend {
    if case .xdp(let port) = table { return try hook(port) }
    if let nft = try nftables(table) { return nft }
    return Ebtables(brouting: table.port)
  }

  private func brouteBackend(_ dialect: Dialect) throws(NetlinkError) -> any BrouteBackend {
    switch dialect {
    case .nftables: try open(.broute)
    case .ebtables: Ebtables()
    case .bpf: throw NetlinkError(operation: "read broute rules", errno: EOPNOTSUPP)
    }
  }

  private var hooks: [InterfaceName: XDPTables] = [:]

  private func hook(_ port: InterfaceName) throws(NetlinkError) -> XDPTables {
    if let known = hooks[port] { return known }
    let fresh = try XDPTables(port)
    hooks[port] = fresh
    return fresh
  }

  /// Whether dhcpward's program is at a port's XDP hook, although this process may not be allowed to open it.
  package func isHooked(_ port: InterfaceName) throws -> Bool { try hook(port).isThere() }

  /// dhcpward's program at a port's XDP hook; nil where it is not there.
  package func hooked(_ port: InterfaceName) throws -> XDPStanding? { try hook(port).look() }

  /// What the program at a port's XDP hook tells; nil where it is not there, or not this process's.
  package func reports(_ port: InterfaceName) -> XDPReports? { hooks[port]?.reports }

  /// Nil for a table of ebtables.
  private func nftables(_ table: Table) throws(NetlinkError) -> NFTables? {
    switch table {
    case .nftables: try open(.bridge)
    case .netdev(let port): try open(.netdev(port))
    case .ebtables, .brouting, .xdp: nil
    }
  }

  private func gated(_ table: Table) throws(NetlinkError) -> NFTables {
    if let nft = try nftables(table) { return nft }
    throw NetlinkError(operation: "guard", errno: EOPNOTSUPP, text: "ebtables knows no gate")
  }

  private func open(_ home: NFTBaseChain) throws(NetlinkError) -> NFTables {
    if let standing = opened[home] { return standing }
    let fresh = try NFTables(home)
    opened[home] = fresh
    return fresh
  }
}
