/// One client behind a relay or a router: whose Ethernet source its messages come with, and what the messages name it.
public struct RelayedClient: Hashable, Sendable {
  /// What its messages name it. All of it is the client's to choose; the router's address it cannot choose.
  public enum Name: Hashable, Sendable {
    /// `giaddr` and `chaddr` of six octets (RFC 2131 §2); `giaddr` is zero when only routed renewals of it were heard.
    case v4(giaddr: IPv4Address, chaddr: MACAddress)
    /// The innermost RELAY-FORW's `link-address` and `peer-address` (RFC 8415 §9).
    case v6(link: IPv6Address, peer: IPv6Address)
  }

  /// So many RELAY-FORWs are opened for the innermost (HOP_COUNT_LIMIT, RFC 8415 §7.6).
  public static let mostRelays: UInt8 = 8
  /// So many options of them all are looked at: a client can put envelopes and options of its own into them.
  public static let mostRelayOptions = 32

  /// The Ethernet source: the last router's, which need not be the relay.
  public var router: MACAddress
  /// What the messages name it.
  public var name: Name

  /// A client from its parts.
  public init(_ name: Name, behind router: MACAddress) { (self.name, self.router) = (name, router) }
}

extension RelayedClient {
  /// The same client by the messages that its router routed and no relay relayed, as renewals: their `giaddr` is zero. Nil
  /// for one that is named so already, and for DHCPv6, whose clients send to servers by multicast.
  public var renewals: RelayedClient? {
    guard case .v4(let giaddr, let chaddr) = name, giaddr.bits != 0 else { return nil }
    return RelayedClient(.v4(giaddr: IPv4Address(bits: 0), chaddr: chaddr), behind: router)
  }
}
