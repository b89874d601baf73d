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
  /// The maps of the program at the XDP hook of this port.
  case xdp(InterfaceName)

  /// The table for blocks in that mode and language on that interface.
  public init(mode: Mode, dialect: Dialect, interface: InterfaceName) {
    switch (mode, dialect) {
    case (.netdev, _): self = .netdev(interface)
    case (.xdp, _), (_, .bpf): self = .xdp(interface)
    case (.brouteRaw, .ebtables), (.brouteUDP, .ebtables), (.brouteClassic, .ebtables):
      self = .brouting(interface)
    case (_, .nftables): self = .nftables
    case (_, .ebtables): self = .ebtables
    }
  }

  /// Whose language it is in.
  public var dialect: Dialect {
    switch self {
    case .nftables, .netdev: .nftables
    case .ebtables, .brouting: .ebtables
    case .xdp: .bpf
    }
  }

  /// The one port whose frames it sees; nil for those of every bridge.
  public var port: InterfaceName? {
    switch self {
    case .nftables, .ebtables: nil
    case .brouting(let port), .netdev(let port), .xdp(let port): port
    }
  }
}
