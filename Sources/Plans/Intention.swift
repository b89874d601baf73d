public import Wire

/// What a person wants to see planned for a machine that is not at hand: the whole input of `dhcpward rules`.
public struct Intention: Hashable, Sendable {
  /// The Ethernet interface; in mode `existing` the bridge itself.
  public var interface: InterfaceName
  /// Its hardware address, if known.
  public var hardwareAddress: MACAddress?
  /// The bridge to build.
  public var bridge: InterfaceName
  /// The addresses the interface has. Their connected routes come by themselves.
  public var addresses: [Prefix]
  /// The next routers of its default routes, one a family at most.
  public var gateways: [IPAddress]
  /// What is to be blocked, each in its own scope.
  public var blocks: [Block]
  /// The scope to be ready for, blocks or none.
  public var scope: Scope
  /// How frames pass through rules.
  public var mode: Mode
  /// In whose language.
  public var dialect: Dialect
  /// The rate that newcomers share; nil without a gate.
  public var guardRate: UInt32?
  /// Who is exempt from the gate.
  public var allowed: [MACAddress]
  /// Who asks.
  public var origin: Origin
  /// The program of mode `xdp`; nil for one that counts nothing.
  public var program: XDPProgram?

  /// A single-port bridge with nothing blocked, unless said otherwise.
  public init(
    interface: InterfaceName, hardwareAddress: MACAddress? = nil, bridge: InterfaceName,
    addresses: [Prefix] = [],
    gateways: [IPAddress] = [], blocks: [Block] = [], scope: Scope = .all, mode: Mode = .bridge,
    dialect: Dialect = .nftables, guardRate: UInt32? = nil, allowed: [MACAddress] = [], origin: Origin = .hand
  ) {
    self.interface = interface
    self.hardwareAddress = hardwareAddress
    self.bridge = bridge
    self.addresses = addresses
    self.gateways = gateways
    self.blocks = blocks
    self.scope = scope
    self.mode = mode
    self.dialect = dialect
    self.guardRate = guardRate
    self.allowed = allowed
    self.origin = origin
  }

  /// Where its blocks are kept.
  public var table: Table { Table(mode: mode, dialect: dialect, interface: interface) }

  /// The machine as far as it was told: one interface, up, with these addresses and default routes, and nothing
  /// of dhcpward's. The planners are given it in place of a snapshot.
  public var network: Network {
    let link = Link(
      name: interface, index: 2, kind: mode == .existing ? .bridge : .ethernet(""), address: hardwareAddress,
      mtu: 1500, isUp: true)
    var network = Network(
      links: [link],
      addresses: addresses.map { Address(interface: interface, prefix: $0) },
      routes: gateways.compactMap { gateway in
        Prefix(address: gateway.unspecified, length: 0).map {
          Route(destination: $0, hops: [Route.Hop(interface: interface, gateway: gateway)])
        }
      })
    // By nft in either dialect, as kernels that have ebtables have that, too.
    network.vlanFilters = []
    return network
  }
}

extension IPAddress {
  fileprivate var unspecified: IPAddress {
    switch self {
    case .v4: .v4(IPv4Address(bits: 0))
    case .v6: .v6(IPv6Address(high: 0, low: 0))
    }
  }
}
