/// What a DHCPv4 client message is, by option 53 (RFC 2132 §9.6), or why it has no type.
public enum MessageKind: UInt8, CaseIterable, Sendable {
  /// DHCPDISCOVER, 1.
  case discover
  /// DHCPREQUEST, 3.
  case request
  /// DHCPDECLINE, 4.
  case decline
  /// DHCPRELEASE, 7.
  case release
  /// DHCPINFORM, 8.
  case inform
  /// DHCPLEASEQUERY, 10 (RFC 4388).
  case leasequery
  /// A BOOTREQUEST without option 53 (RFC 951).
  case bootp
  /// Addressed to the server port, but it cannot be read further.
  case malformed

  /// The name used in reports: the case's own.
  public var name: String { "\(self)" }
}

/// The `chaddr` of a message: up to sixteen octets (RFC 2131 §2), of which `hlen` count.
public struct ClientHardwareAddress: Hashable, Sendable {
  /// The first eight octets, the first one most significant; octets past `length` are zero.
  public let high: UInt64
  /// The last eight octets.
  public let low: UInt64
  /// `hlen`, cut to 16.
  public let length: UInt8

  /// An address from its parts.
  public init(high: UInt64, low: UInt64, length: UInt8) {
    self.high = high
    self.low = low
    self.length = length
  }

  /// The same address as a MAC; nil unless `hlen` is 6.
  public var mac: MACAddress? { length == 6 ? MACAddress(bits: high >> 16) : nil }
}

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
    giaddr: IPv4Address = IPv4Address(bits: 0), hops: UInt8 = 0, transaction: UInt32 = 0, sourcePort: UInt16 = 68,
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
