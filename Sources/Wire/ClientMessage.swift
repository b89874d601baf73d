/// One message of a DHCP client, as counted: docs/counting.md says what counts.
public struct ClientMessage: Hashable, Sendable {
  /// The Ethernet source address: what a rule can match.
  public var source: MACAddress
  /// Its type.
  public var kind: MessageKind
  /// `chaddr`; nil when the message is too short to hold it.
  public var chaddr: ClientHardwareAddress?
  /// `giaddr`, the relay agent's address; zero without a relay.
  public var giaddr: IPv4Address
  /// `hops`.
  public var hops: UInt8
  /// `xid`.
  public var transaction: UInt32
  /// The UDP source port.
  public var sourcePort: UInt16
  /// The VLAN IDs of its tags, outermost first.
  public var vlans: VLANTags

  /// It came through a relay: `giaddr` is not zero.
  public var isRelayed: Bool { giaddr.bits != 0 }

  /// A message from its parts.
  public init(
    source: MACAddress, kind: MessageKind, chaddr: ClientHardwareAddress? = nil,
    giaddr: IPv4Address = IPv4Address(bits: 0), hops: UInt8 = 0, transaction: UInt32 = 0,
    sourcePort: UInt16 = 68,
    vlans: VLANTags = VLANTags()
  ) {
    self.source = source
    self.kind = kind
    self.chaddr = chaddr
    self.giaddr = giaddr
    self.hops = hops
    self.transaction = transaction
    self.sourcePort = sourcePort
    self.vlans = vlans
  }
}
