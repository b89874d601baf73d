public import Wire

/// Where blocks are kept, and dropped by.
public enum Table: Hashable, Sendable {
  /// nftables' `table bridge dhcpward`: every bridge of this network namespace.
  case nftables
  /// Chain DHCPWARD of ebtables' table filter: every bridge of this network namespace.
  case ebtables
  /// The same, and chain DHCPWARD of table broute, in which blocked frames of this port are kept on the bridge
  /// before the recipe would route them up.
  case brouting(InterfaceName)
  /// nftables' `table netdev dhcpward`: what this port receives, bridge or none.
  case netdev(InterfaceName)

  /// Whose language it is in.
  public var dialect: Dialect {
    switch self {
    case .nftables, .netdev: .nftables
    case .ebtables, .brouting: .ebtables
    }
  }

  /// The one port whose frames it sees; nil for those of every bridge.
  public var port: InterfaceName? {
    switch self {
    case .nftables, .ebtables: nil
    case .brouting(let port), .netdev(let port): port
    }
  }
}
