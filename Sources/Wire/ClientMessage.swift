/// One message of a DHCP client, as counted: docs/counting.md says what counts.
public struct ClientMessage: Hashable, Sendable {
  /// The Ethernet source address: what a rule can match.
  public var source: MACAddress
  /// Its type.
  public var kind: MessageKind
  /// `chaddr`; nil in DHCPv6, and when the message is too short to hold it.
  public var chaddr: ClientHardwareAddress?
  /// A digest of the client that it is sent for: `chaddr` in v4, the DUID in v6 (RFC 8415 §11; of a relayed message
  /// the innermost); zero when it names none.
  public var client: UInt64
  /// `giaddr`, the relay agent's address; zero without a relay, and in DHCPv6.
  public var giaddr: IPv4Address
  /// `ciaddr`, the address that the client has; of a DECLINE the address that it declines, option 50 (RFC 2131 §4.4.1).
  /// Zero without, and in DHCPv6.
  public var address: IPv4Address
  /// It looks like one that a router passed on, not the client's own frame: see `Routing`. A sender can make it look so.
  public var isRouted: Bool
  /// `hops`; in v6 the relays it came through.
  public var hops: UInt8
  /// `xid`, `transaction-id` in v6.
  public var transaction: UInt32
  /// The UDP source port.
  public var sourcePort: UInt16
  /// Time to live, hop limit in IPv6; zero when the UDP header is cut or impossible.
  public var hopLimit: UInt8
  /// A digest of host name and vendor class, which a client keeps; zero when it gives neither.
  public var signature: UInt32
  /// A digest that copies of the same frame share, from what differs between messages: transaction, `secs`, IPv4
  /// identification or IPv6 flow label, lengths and checksums. Zero when the UDP header is cut or impossible.
  public var fingerprint: UInt64
  /// The VLAN IDs of its tags, outermost first.
  public var vlans: VLANTags

  /// It came through a relay: `giaddr` is not zero, or it is a RELAY-FORW.
  public var isRelayed: Bool { giaddr.bits != 0 || kind == .relayForward }

  /// A message from its parts.
  public init(
    source: MACAddress, kind: MessageKind, chaddr: ClientHardwareAddress? = nil,
    client: UInt64? = nil, giaddr: IPv4Address = IPv4Address(bits: 0),
    address: IPv4Address = IPv4Address(bits: 0), isRouted: Bool = false, hops: UInt8 = 0,
    transaction: UInt32 = 0, sourcePort: UInt16 = 68, hopLimit: UInt8 = 0, signature: UInt32 = 0,
    fingerprint: UInt64 = 0, vlans: VLANTags = VLANTags()
  ) {
    self.source = source
    self.kind = kind
    self.chaddr = chaddr
    self.client = client ?? chaddr.map(\.digest) ?? 0
    self.giaddr = giaddr
    self.address = address
    self.isRouted = isRouted
    self.hops = hops
    self.transaction = transaction
    self.sourcePort = sourcePort
    self.hopLimit = hopLimit
    self.signature = signature
    self.fingerprint = fingerprint
    self.vlans = vlans
  }
}
