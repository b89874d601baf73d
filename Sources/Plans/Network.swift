public import Wire

/// What the machine's network looks like now: the planner's "running".
public struct Network: Hashable, Sendable {
  /// Every link.
  public var links: [Link]
  /// Every address, in the kernel's order (primaries before their secondaries).
  public var addresses: [Address]
  /// Every route of every table that the kernel does not make and unmake by itself with addresses and link state.
  public var routes: [Route]
  /// Every neighbour that was made rather than learnt, proxies too.
  public var neighbours: [Neighbour]

  /// Routes of equal rank (destination, table, type of service, metric), those of the kernel too, in the order in
  /// which it takes them; where the first is not the only one.
  public var ties: [[Route]] = []
  /// The sysctls of a port that is to get a bridge, of that bridge where it stands, and `default`; by interface.
  public var sysctls: [String: [Sysctl: String]] = [:]

  /// What the packet filter says of interfaces; nil where it was not looked through.
  public var firewall: Firewall?
  /// dhcpward's broute rules, one a port at most.
  public var broute: [Broute]
  /// dhcpward's filters of tagged frames, one a port at most; nil where there can be none, or it was not looked.
  public var vlanFilters: [VLANFilter]?
  /// Why there can be none, in the system's words.
  public var vlanObstacle: String?
  /// The port at whose ingress hook dhcpward's `table netdev dhcpward` stands; nil without that table.
  public var ingress: InterfaceName?
  /// The ports at whose XDP hooks dhcpward's program is, as the kernel says or, to others than root, as was written down.
  public var hooks: Set<InterfaceName> = []

  /// A snapshot from its parts.
  public init(
    links: [Link] = [], addresses: [Address] = [], routes: [Route] = [], neighbours: [Neighbour] = [],
    broute: [Broute] = [], ingress: InterfaceName? = nil
  ) {
    self.links = links
    self.addresses = addresses
    self.routes = routes
    self.neighbours = neighbours
    self.broute = broute
    self.ingress = ingress
  }

  /// The gateways of every route, of any table.
  public var gateways: Set<IPAddress> { Set(routes.lazy.flatMap(\.hops).compactMap(\.gateway)) }

  /// The link of that name.
  public subscript(name: InterfaceName) -> Link? { links.first { $0.name == name } }
}
