public import Wire

/// The frame that holds the blocks of one table: nftables' table, chain, sets and rules, or ebtables' user
/// chain and the jumps to it.
public struct Ruleset: Hashable, Sendable {
  /// Which table.
  public var table: Table
  /// The scopes it adds, in the order of `Scope.allCases`. In ebtables a scope needs nothing of its own.
  public var scopes: [Scope]
  /// The scopes it adds sets for of sources that are blocked at one port each.
  public var scopesAtPort: [Scope]
  /// The versions it adds sets for of clients that are blocked behind routers.
  public var clients: [BlockSet.ClientVersion]
  /// Whether the table (chain) itself is made or removed with them.
  public var includesTable: Bool
  /// Whether it adds the chains that find DHCP: with the first of its sets.
  public var includesSearch: Bool
  /// The addresses of this host that it adds to set `own`: DHCP that comes in from one of them is nobody's. The set goes
  /// with the chains that find DHCP, so in ebtables there is none.
  public var own: [MACAddress]
  /// The program that is the table, where that is one at the XDP hook.
  public var program: XDPProgram?

  /// A ruleset from its parts; the first of DHCP's sets are among them, unless said otherwise.
  public init(
    table: Table, scopes: [Scope], scopesAtPort: [Scope] = [],
    clients: [BlockSet.ClientVersion] = [], includesTable: Bool,
    includesSearch: Bool = true, own: [MACAddress] = [], program: XDPProgram? = nil
  ) {
    self.table = table
    self.scopes = scopes
    self.scopesAtPort = scopesAtPort
    self.clients = clients
    self.includesTable = includesTable
    self.includesSearch =
      includesSearch && table.dialect == .nftables
      && ((scopes + scopesAtPort).contains(.dhcp) || !clients.isEmpty)
    self.own = own
    self.program = program
  }

  /// The sets it adds, in order.
  public var sets: [BlockSet] {
    scopes.map { BlockSet($0) } + scopesAtPort.map { BlockSet($0, isAtPort: true) }
      + clients.map { BlockSet(clients: $0) }
  }

  /// It is of this host's own addresses alone.
  var isOfOwn: Bool { sets.isEmpty && !includesTable && !own.isEmpty }

  /// It drops what nobody's address sends: at a port's ingress, where no bridge does so by itself.
  public var dropsNobody: Bool {
    if case .netdev = table { sets.contains(where: \.dropsNobody) } else { false }
  }
}
