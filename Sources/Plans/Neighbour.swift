public import Wire

/// A neighbour entry that somebody made, rather than learnt by the kernel itself: permanent ones, those of a routing
/// program (`extern_learn`), `nud noarp`, `managed`, and proxies. `ip neighbour show`, `ip neighbour show proxy`.
public struct Neighbour: Hashable, Sendable {
  /// The `ndm_flags` that are settings: NTF_PROXY, NTF_EXT_LEARNED, NTF_ROUTER.
  public static let settings: UInt8 = 0x08 | 0x10 | 0x80

  /// The interface it is reached by.
  public var interface: InterfaceName
  /// Its IP address.
  public var address: IPAddress
  /// Its hardware address; nil for a proxy, and for a managed one that has not answered.
  public var mac: MACAddress?
  /// `ndm_flags` that are settings (`Neighbour.settings`).
  public var flags: UInt8
  /// NDA_PROTOCOL: who made it; 0 when nobody said.
  public var protocolNumber: UInt8
  /// `ndm_state`: NUD_PERMANENT (0x80), or for one that is not permanent NUD_NOARP (0x40) or what was known of it.
  public var state: UInt16
  /// NTF_EXT_MANAGED: the kernel keeps asking for it.
  public var isManaged: Bool

  /// A permanent neighbour unless said otherwise.
  public init(
    interface: InterfaceName, address: IPAddress, mac: MACAddress?, flags: UInt8 = 0,
    protocolNumber: UInt8 = 0, state: UInt16 = 0x80, isManaged: Bool = false
  ) {
    self.interface = interface
    self.address = address
    self.mac = mac
    self.flags = flags
    self.protocolNumber = protocolNumber
    self.state = state
    self.isManaged = isManaged
  }

  /// NTF_PROXY: the host answers ARP or neighbour solicitations for that address itself.
  public var isProxy: Bool { flags & 0x08 != 0 }

  /// NUD_PERMANENT
  public var isPermanent: Bool { state & 0x80 != 0 }

  /// The same neighbour by another interface.
  package func moved(to interface: InterfaceName) -> Neighbour {
    var neighbour = self
    neighbour.interface = interface
    return neighbour
  }

  /// Equal but for what was heard of it.
  func isSame(as other: Neighbour) -> Bool {
    var other = other
    if !isPermanent, !other.isPermanent { (other.state, other.mac) = (state, mac) }
    return self == other
  }
}
