/// The frame that holds the blocks of one table: nftables' table, chain, sets and rules, or ebtables' user
/// chain and the jumps to it.
public struct Ruleset: Hashable, Sendable {
  /// Which table.
  public var table: Table
  /// The scopes it adds, in the order of `Scope.allCases`. In ebtables a scope needs nothing of its own.
  public var scopes: [Scope]
  /// The scopes it adds sets for of sources that are blocked at one port each.
  public var scopesAtPort: [Scope]
  /// Whether the table (chain) itself is made or removed with them.
  public var includesTable: Bool

  /// A ruleset from its parts.
  public init(table: Table, scopes: [Scope], scopesAtPort: [Scope] = [], includesTable: Bool) {
    self.table = table
    self.scopes = scopes
    self.scopesAtPort = scopesAtPort
    self.includesTable = includesTable
  }

  /// The sets it adds, in order.
  public var sets: [BlockSet] {
    scopes.map { BlockSet($0) } + scopesAtPort.map { BlockSet($0, isAtPort: true) }
  }

  /// It drops DHCP from group addresses: at a port's ingress, where no bridge does so by itself.
  public var dropsGroupSources: Bool {
    if case .netdev = table { scopes.contains(.dhcp) } else { false }
  }
}
