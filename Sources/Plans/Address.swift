public import Wire

/// An address on an interface, `ip address show`, with all that is needed to put it back as it was.
public struct Address: Hashable, Sendable {
  /// The IFA_FLAGS that may be asked for: nodad, home, mngtmpaddr, noprefixroute, autojoin.
  public static let settings: UInt32 = 0x02 | 0x10 | 0x100 | 0x200 | 0x400

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
  /// IFA_FLAGS that are settings (`Address.settings`); the others only describe the state.
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

  /// The kernel makes no route for it (IFA_F_NOPREFIXROUTE).
  public var hasNoPrefixRoute: Bool { flags & 0x200 != 0 }

  /// fe80::/10: meant for its own link only.
  public var isLinkLocal: Bool {
    if case .v6(let address) = prefix.address { address.isLinkLocal } else { false }
  }

  /// The same address on another interface.
  package func moved(to interface: InterfaceName) -> Address {
    var address = self
    address.interface = interface
    return address
  }

  /// The kernel would take them for one: the same address, length and far end on the same interface.
  func isSame(as other: Address) -> Bool {
    interface == other.interface && prefix == other.prefix && peer == other.peer
  }
}
