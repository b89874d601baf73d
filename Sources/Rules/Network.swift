public import Wire

/// A network interface, `ip -d link show`.
public struct Link: Hashable, Sendable {
  /// What sort of link decides whether it can be a bridge port.
  public enum Kind: Hashable, Sendable {
    /// The loopback.
    case loopback
    /// A bridge.
    case bridge
    /// An IEEE 802.11 station or access point.
    case wifi
    /// Any other Ethernet-like link; the text is IFLA_INFO_KIND (`veth`, `vlan`, `bond`), or empty for hardware.
    case ethernet(String)
    /// A link without Ethernet headers (tunnels, PPP).
    case other(String)
  }

  /// Its name.
  public var name: InterfaceName
  /// The kernel's interface index.
  public var index: Int32
  /// What sort it is.
  public var kind: Kind
  /// Its hardware address; nil when it has none of 48 bits.
  public var address: MACAddress?
  /// The largest payload in bytes.
  public var mtu: Int
  /// IFF_UP: administratively up.
  public var isUp: Bool
  /// The link it is a port of (IFLA_MASTER).
  public var master: InterfaceName?
  /// IFLA_IFALIAS; dhcpward marks its own bridges here.
  public var alias: String?
  /// The link below it (IFLA_LINK), for VLANs and macvlans.
  public var lower: InterfaceName?

  /// A link from its parts.
  public init(
    name: InterfaceName, index: Int32, kind: Kind, address: MACAddress?, mtu: Int, isUp: Bool,
    master: InterfaceName? = nil, alias: String? = nil, lower: InterfaceName? = nil
  ) {
    self.name = name
    self.index = index
    self.kind = kind
    self.address = address
    self.mtu = mtu
    self.isUp = isUp
    self.master = master
    self.alias = alias
    self.lower = lower
  }
}

/// An address on an interface, `ip address show`, with all that is needed to put it back as it was.
public struct Address: Hashable, Sendable {
  /// The interface that has it.
  public var interface: InterfaceName
  /// The local address and its prefix length (IFA_LOCAL, or IFA_ADDRESS without it).
  public var prefix: Prefix
  /// The far end of a point-to-point link (IFA_ADDRESS when it differs from IFA_LOCAL).
  public var peer: IPAddress?
  /// IFA_BROADCAST.
  public var broadcast: IPAddress?
  /// IFA_LABEL when it is not just the interface's name: the part after the name, such as `:1`.
  public var labelSuffix: String
  /// `ifa_scope`: 0 global, 253 link, 254 host.
  public var scope: UInt8
  /// IFA_FLAGS without those that only describe the state (tentative, dadfailed, secondary is kept out too).
  public var flags: UInt32
  /// Seconds the address stays valid; UInt32.max for ever (IFA_CACHEINFO).
  public var validLifetime: UInt32
  /// Seconds the address stays preferred; UInt32.max for ever.
  public var preferredLifetime: UInt32
  /// IFA_PROTO, where the kernel knows it: who made the address.
  public var origin: UInt8?
  /// IFA_RT_PRIORITY: the metric of its prefix route, 0 for the default.
  public var metric: UInt32

  /// A permanent address of global scope unless said otherwise.
  public init(
    interface: InterfaceName, prefix: Prefix, peer: IPAddress? = nil, broadcast: IPAddress? = nil,
    labelSuffix: String = "", scope: UInt8 = 0, flags: UInt32 = 0, validLifetime: UInt32 = .max,
    preferredLifetime: UInt32 = .max, origin: UInt8? = nil, metric: UInt32 = 0
  ) {
    self.interface = interface
    self.prefix = prefix
    self.peer = peer
    self.broadcast = broadcast
    self.labelSuffix = labelSuffix
    self.scope = scope
    self.flags = flags
    self.validLifetime = validLifetime
    self.preferredLifetime = preferredLifetime
    self.origin = origin
    self.metric = metric
  }
}

/// A route that leaves by an interface, `ip route show table all`.
public struct Route: Hashable, Sendable {
  /// One way of a multipath route.
  public struct Hop: Hashable, Sendable {
    /// The interface it leaves by.
    public var interface: InterfaceName
    /// The next router; nil when the destination is on the link.
    public var gateway: IPAddress?
    /// `rtnh_hops`: the weight less one.
    public var weight: UInt8
    /// `rtnh_flags` that are settings: RTNH_F_ONLINK (4), RTNH_F_PERVASIVE (2).
    public var flags: UInt8

    /// A hop from its parts.
    public init(interface: InterfaceName, gateway: IPAddress?, weight: UInt8 = 0, flags: UInt8 = 0) {
      self.interface = interface
      self.gateway = gateway
      self.weight = weight
      self.flags = flags
    }
  }

  /// An attribute carried through as the kernel gave it (RTA_METRICS, RTA_ENCAP, RTA_PREF and the like).
  public struct Attribute: Hashable, Sendable {
    /// The RTA_ number.
    public var type: UInt16
    /// Its payload.
    public var bytes: [UInt8]

    /// An attribute from its parts.
    public init(type: UInt16, bytes: [UInt8]) {
      self.type = type
      self.bytes = bytes
    }
  }

  /// Where it leads; length 0 is the default route.
  public var destination: Prefix
  /// Its ways out: one, or several for a multipath route.
  public var hops: [Hop]
  /// The routing table: 254 is main.
  public var table: UInt32
  /// `rtm_protocol`: 2 kernel, 3 boot, 4 static, 9 ra, 16 dhcp.
  public var protocolNumber: UInt8
  /// `rtm_scope`: 0 global, 253 link, 254 host.
  public var scope: UInt8
  /// `rtm_type`: 1 unicast, 2 local, 3 broadcast, 5 multicast.
  public var type: UInt8
  /// `rtm_tos`.
  public var tos: UInt8
  /// RTA_PRIORITY; lower wins.
  public var metric: UInt32?
  /// RTA_PREFSRC.
  public var source: IPAddress?
  /// Seconds until it goes; nil for ever (IPv6 routes from router advertisements).
  public var expires: UInt32?
  /// What dhcpward only carries through.
  public var attributes: [Attribute]

  /// A static unicast route of the main table unless said otherwise.
  public init(
    destination: Prefix, hops: [Hop], table: UInt32 = 254, protocolNumber: UInt8 = 4, scope: UInt8 = 0,
    type: UInt8 = 1, tos: UInt8 = 0, metric: UInt32? = nil, source: IPAddress? = nil, expires: UInt32? = nil,
    attributes: [Attribute] = []
  ) {
    self.destination = destination
    self.hops = hops
    self.table = table
    self.protocolNumber = protocolNumber
    self.scope = scope
    self.type = type
    self.tos = tos
    self.metric = metric
    self.source = source
    self.expires = expires
    self.attributes = attributes
  }
}

/// A permanent neighbour entry, `ip neighbour show nud permanent`.
public struct Neighbour: Hashable, Sendable {
  /// The interface it is reached by.
  public var interface: InterfaceName
  /// Its IP address.
  public var address: IPAddress
  /// Its hardware address.
  public var mac: MACAddress

  /// A neighbour from its parts.
  public init(interface: InterfaceName, address: IPAddress, mac: MACAddress) {
    self.interface = interface
    self.address = address
    self.mac = mac
  }
}

/// What the machine's network looks like now: the planner's "running".
public struct Network: Hashable, Sendable {
  /// Every link.
  public var links: [Link]
  /// Every address, in the kernel's order (primaries before their secondaries).
  public var addresses: [Address]
  /// Every route of every table that the kernel does not make by itself from addresses and link state.
  public var routes: [Route]
  /// Every permanent neighbour.
  public var neighbours: [Neighbour]

  /// A snapshot from its parts.
  public init(
    links: [Link] = [], addresses: [Address] = [], routes: [Route] = [], neighbours: [Neighbour] = []
  ) {
    self.links = links
    self.addresses = addresses
    self.routes = routes
    self.neighbours = neighbours
  }

  /// The link of that name.
  public subscript(name: InterfaceName) -> Link? { links.first { $0.name == name } }
}
