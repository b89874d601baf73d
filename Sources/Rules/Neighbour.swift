public import Wire

/// A permanent neighbour entry, `ip neighbour show nud permanent`.
public struct Neighbour: Hashable, Sendable {
  /// The interface it is reached by.
  public var interface: InterfaceName
  /// Its IP address.
  public var address: IPAddress
  /// Its hardware address.
  public var mac: MACAddress
  /// `ndm_flags` that are settings: NTF_ROUTER (0x80).
  public var flags: UInt8
  /// NDA_PROTOCOL: who made it; 0 when nobody said.
  public var protocolNumber: UInt8

  /// A neighbour from its parts.
  public init(
    interface: InterfaceName, address: IPAddress, mac: MACAddress, flags: UInt8 = 0, protocolNumber: UInt8 = 0
  ) {
    self.interface = interface
    self.address = address
    self.mac = mac
    self.flags = flags
    self.protocolNumber = protocolNumber
  }

  /// The same neighbour by another interface.
  package func moved(to interface: InterfaceName) -> Neighbour {
    var neighbour = self
    neighbour.interface = interface
    return neighbour
  }
}
