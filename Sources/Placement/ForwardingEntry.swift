public import Wire

/// A source and the port it was heard at last: one line of `bridge -s fdb show`.
public struct ForwardingEntry: Hashable, Sendable {
  /// The source.
  public var mac: MACAddress
  /// The bridge that heard it.
  public var bridge: InterfaceName
  /// The port it was heard at.
  public var port: InterfaceName
  /// The VLAN it was heard in, on a bridge that tells VLANs apart.
  public var vlan: UInt16?
  /// How long ago (NDA_CACHEINFO, `ndm_updated`).
  public var age: Duration

  /// An entry from its parts.
  public init(
    mac: MACAddress, bridge: InterfaceName, port: InterfaceName, vlan: UInt16? = nil, age: Duration = .zero
  ) {
    self.mac = mac
    self.bridge = bridge
    self.port = port
    self.vlan = vlan
    self.age = age
  }
}
