public import Wire

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
    /// What dhcpward only carries through (RTA_ENCAP, RTA_FLOW); only of a multipath route's hops.
    public var attributes: [Attribute]

    /// A hop from its parts.
    public init(
      interface: InterfaceName, gateway: IPAddress?, weight: UInt8 = 0, flags: UInt8 = 0,
      attributes: [Attribute] = []
    ) {
      self.interface = interface
      self.gateway = gateway
      self.weight = weight
      self.flags = flags
      self.attributes = attributes
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
  /// RTA_SRC: only for packets from there (`from`, IPv6).
  public var from: Prefix?
  /// RTA_NH_ID: the hops are a nexthop object's, which dhcpward cannot rewrite.
  public var nexthopObject: UInt32?
  /// Seconds until it goes; nil for ever (IPv6 routes from router advertisements).
  public var expires: UInt32?
  /// What dhcpward only carries through.
  public var attributes: [Attribute]

  /// A static unicast route of the main table unless said otherwise.
  public init(
    destination: Prefix, hops: [Hop], table: UInt32 = 254, protocolNumber: UInt8 = 4, scope: UInt8 = 0,
    type: UInt8 = 1, tos: UInt8 = 0, metric: UInt32? = nil, source: IPAddress? = nil, expires: UInt32? = nil,
    attributes: [Attribute] = [], from: Prefix? = nil, nexthopObject: UInt32? = nil
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
    self.from = from
    self.nexthopObject = nexthopObject
  }
}
