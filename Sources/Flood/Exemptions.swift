public import Wire

/// Why a source over its threshold is not blocked.
public enum Spared: Hashable, Sendable, CaseIterable {
  /// A DHCP relay: its address stands for every client behind it.
  case relay
  /// A router that nobody named, by what it sends: clients behind it renew their leases through it.
  case router
  /// An address of this machine: blocking it would block this machine, and rules of their own drop what comes in from it.
  case own
  /// A router that this machine sends through.
  case gateway
  /// The way to the administrator's own ssh session.
  case session
  /// The administrator's allow-list.
  case allowListed
  /// A multicast or broadcast address is nobody's source address.
  case group
  /// 00:00:00:00:00:00
  case zero
  /// A VRRP address, shared by routers.
  case virtualRouter
  /// It is behind a relay, and no rule can be made for it: a line, a client that does not keep its name, or any where the
  /// host's rules know Ethernet sources alone.
  case unblockable
  /// It declines addresses, and others decline too: they are taken, and who says so is no flooder.
  case conflict
  /// As many sources as allowed are blocked at once, or were within a minute.
  case brake

  /// The words used in reports.
  public var text: String {
    switch self {
    case .relay: "relay"
    case .router: "router"
    case .own: "own"
    case .gateway: "gateway"
    case .session: "ssh session"
    case .allowListed: "allow-listed"
    case .group: "group address"
    case .zero: "zero address"
    case .virtualRouter: "virtual router"
    case .unblockable: "cannot be blocked"
    case .conflict: "address conflict"
    case .brake: "brake"
    }
  }
}

/// Who is never blocked, whatever it sends.
public struct Exemptions: Hashable, Sendable {
  /// The addresses of this machine: port, bridge, bond, VLAN.
  public var own: Set<MACAddress>
  /// The routers that this machine sends through.
  public var gateways: Set<MACAddress>
  /// The next hop of the ssh session that we were started from.
  public var sessions: Set<MACAddress>
  /// DHCP relays known by configuration.
  public var relays: Set<MACAddress>
  /// The allow-list.
  public var allowed: Set<MACAddress>
  /// The networks of the link: a client in one of them needs no router to reach this machine. Empty when not known.
  public var networks: Set<Prefix> = []

  /// Nobody, unless said otherwise; zero, group and virtual router addresses always.
  public init(
    own: Set<MACAddress> = [], gateways: Set<MACAddress> = [], relays: Set<MACAddress> = [],
    sessions: Set<MACAddress> = [], allowed: Set<MACAddress> = []
  ) {
    self.own = own
    self.gateways = gateways
    self.relays = relays
    self.sessions = sessions
    self.allowed = allowed
  }

  /// Whether an address is in a network of the link.
  func isOnLink(_ address: IPv4Address) -> Bool { networks.contains { $0.contains(address) } }

  /// Why `mac` may not be blocked; nil when it may.
  public func reason(for mac: MACAddress) -> Spared? {
    if mac == .zero { return .zero }
    if mac.isGroup { return .group }
    if mac.isVirtualRouter { return .virtualRouter }
    if own.contains(mac) { return .own }
    if sessions.contains(mac) { return .session }
    if gateways.contains(mac) { return .gateway }
    if relays.contains(mac) { return .relay }
    return allowed.contains(mac) ? .allowListed : nil
  }
}
