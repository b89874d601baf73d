public import Wire

/// What of dhcpward's rules is in the kernel now: the block planner's "running".
public struct RunningRules: Hashable, Sendable {
  /// Which table.
  public var table: Table
  /// The table (chain) is there.
  public var hasTable: Bool
  /// Something of it is there without the whole: a killed run's, to be taken away or completed.
  public var hasRemnant: Bool
  /// The scopes that are installed in it. In ebtables a scope needs nothing of its own.
  public var scopes: [Scope]
  /// Those for sources that are blocked at one port each.
  public var scopesAtPort: [Scope]
  /// The versions of the clients that sets are installed for.
  public var clients: [BlockSet.ClientVersion]
  /// What is blocked.
  public var blocks: [StandingBlock]
  /// This host's own addresses whose DHCP is dropped where it comes in, each with how many messages were.
  public var own: [MACAddress: UInt64]
  /// What tells the program at an XDP hook from one with another policy (`XDPProgram.digest`); nil elsewhere.
  public var policy: UInt64?
  /// Whose messages the program at an XDP hook does not count, by address; empty elsewhere, and where blocks were not
  /// asked for.
  public var exempt: [MACAddress] = []
  /// What is there of a gate; nil when nothing is.
  public var gate: StandingNewcomerLimit?

  /// Nothing of dhcpward's, unless said otherwise.
  public init(
    table: Table, hasTable: Bool = false, hasRemnant: Bool = false, scopes: [Scope] = [],
    scopesAtPort: [Scope] = [], clients: [BlockSet.ClientVersion] = [], blocks: [StandingBlock] = [],
    own: [MACAddress: UInt64] = [:],
    gate: StandingNewcomerLimit? = nil
  ) {
    self.table = table
    self.hasTable = hasTable
    self.hasRemnant = hasRemnant
    self.scopes = scopes
    self.scopesAtPort = scopesAtPort
    self.clients = clients
    self.blocks = blocks
    self.own = own
    self.gate = gate
  }

  /// The same once that plan has taken the gate away, as far as it does.
  public func without(_ gate: Plan) -> RunningRules {
    var rules = self
    if !gate.isEmpty { rules.gate = nil }
    return rules
  }

  /// The sets that are installed, in order.
  public var sets: [BlockSet] {
    scopes.map { BlockSet($0) } + scopesAtPort.map { BlockSet($0, isAtPort: true) }
      + clients.map { BlockSet(clients: $0) }
  }
}
