/// One message of a DHCP client, as counted: docs/counting.md says what counts.
public struct ClientMessage: Hashable, Sendable {
  // The large ones first: in the order in which they come in a message they would take a third more, in every queue.
  /// The Ethernet source address: what a rule can match.
  public var source: MACAddress
  /// A digest of the client that it is sent for: `chaddr` in v4, the DUID in v6 (RFC 8415 §11; of a relayed message
  /// the innermost); zero when it names none.
  public var client: UInt64
  /// A digest of what names the client behind a relay where `giaddr` and `chaddr` do not: in v4 the client identifier,
  /// option 61 (RFC 2132 §9.14), of a relayed message whose `hlen` is not 6; in v6 `link-address` and `peer-address` of
  /// the innermost RELAY-FORW. Zero otherwise.
  public var origin: UInt64
  /// A digest of the line that the client is on, as a relay or a switch names it: see `RelayedLine`. Zero when none does.
  public var line: UInt64
  /// A digest that copies of the same frame share, from what differs between messages: transaction, `secs`, IPv4
  /// identification or IPv6 flow label, lengths and checksums. Zero when the UDP header is cut or impossible.
  public var fingerprint: UInt64
  /// `chaddr`; nil in DHCPv6, and when the message is too short to hold it.
  public var chaddr: ClientHardwareAddress?
  /// `giaddr`, the relay agent's address; zero without a relay, and in DHCPv6.
  public var giaddr: IPv4Address
  /// `ciaddr`, the address that the client has; of a DECLINE the address that it declines, option 50 (RFC 2131 §4.4.1).
  /// Zero without, and in DHCPv6.
  public var address: IPv4Address
  /// `xid`, `transaction-id` in v6.
  public var transaction: UInt32
  /// A digest of host name and vendor class, which a client keeps; zero when it gives neither.
  public var signature: UInt32
  /// `secs`; zero in v6.
  public var seconds: UInt16
  /// The UDP source port.
  public var sourcePort: UInt16
  /// Its type.
  public var kind: MessageKind
  /// It looks for a server: a DISCOVER or a SOLICIT, relayed or not.
  public var isSeeking: Bool
  /// It looks like one that a router passed on, not the client's own frame: see `Routing`. A sender can make it look so.
  public var isRouted: Bool
  /// `hops`; in v6 the relays it came through.
  public var hops: UInt8
  /// Time to live, hop limit in IPv6; zero when the UDP header is cut or impossible.
  public var hopLimit: UInt8
  /// The VLAN IDs of its tags, outermost first.
  public var vlans: VLANTags

  /// It came through a relay: `giaddr` is not zero, or it is a RELAY-FORW.
  public var isRelayed: Bool { giaddr.bits != 0 || kind == .relayForward }

  /// A message from its parts.
  public init(
    source: MACAddress, kind: MessageKind, chaddr: ClientHardwareAddress? = nil,
    client: UInt64? = nil, giaddr: IPv4Address = IPv4Address(bits: 0), origin: UInt64 = 0, line: UInt64 = 0,
    isSeeking: Bool? = nil,
    address: IPv4Address = IPv4Address(bits: 0), isRouted: Bool = false, hops: UInt8 = 0, seconds: UInt16 = 0,
    transaction: UInt32 = 0, sourcePort: UInt16 = 68, hopLimit: UInt8 = 0, signature: UInt32 = 0,
    fingerprint: UInt64 = 0, vlans: VLANTags = VLANTags()
  ) {
    self.source = source
    self.kind = kind
    self.chaddr = chaddr
    self.client = client ?? chaddr.map(\.digest) ?? 0
    self.giaddr = giaddr
    self.origin = origin
    self.line = line
    self.isSeeking = isSeeking ?? (kind == .discover || kind == .solicit)
    self.address = address
    self.isRouted = isRouted
    self.hops = hops
    self.seconds = seconds
    self.transaction = transaction
    self.sourcePort = sourcePort
    self.hopLimit = hopLimit
    self.signature = signature
    self.fingerprint = fingerprint
    self.vlans = vlans
  }
}
