public import Wire

/// The kinds of frames by which the tests judge who is blocked from what.
public enum Traffic: String, Sendable, Codable, CaseIterable, Comparable {
  /// DHCPDISCOVER by broadcast; answered by an OFFER.
  case discover
  /// DHCPREQUEST to the server's address; answered by an ACK.
  case renew
  /// DHCPREQUEST by broadcast of a client that has an address; answered by an ACK.
  case rebind
  /// DHCPDISCOVER to the server's address, as a relay's; answered by an OFFER to the relay.
  case relayed
  /// Who has the server's address; answered by an ARP reply.
  case arp
  /// Neighbour solicitation for the server's address; answered by an advertisement.
  case nd
  /// ICMP echo request.
  case ping
  /// A datagram to port 7.
  case udp
  /// A SYN to port 7; answered by SYN and ACK.
  case tcp
  /// DHCPDISCOVER by broadcast behind one priority tag (IEEE 802.1Q, VLAN 0), which the kernel takes off.
  case oneTag
  /// The same behind two.
  case twoTags
  /// The same behind four.
  case fourTags
  /// SOLICIT to the server's address behind ten IPv6 extension headers (destination options, RFC 8200 §4.6).
  case tenHeaders

  /// What a DHCP server on a client's network answers.
  public static let dhcp: [Traffic] = [.discover, .renew, .rebind]
  /// What the host itself answers.
  public static let host: [Traffic] = [.arp, .nd, .ping, .udp, .tcp]
  /// DHCP behind what a socket never sees, and a rule has to look behind.
  public static let wrapped: [Traffic] = [.oneTag, .twoTags, .fourTags, .tenHeaders]

  /// The order of `allCases`.
  public static func < (a: Traffic, b: Traffic) -> Bool { a.number < b.number }

  /// What stands in front of DHCP, in the table's words.
  public var wrapping: String? {
    switch self {
    case .oneTag: "one priority tag"
    case .twoTags: "two priority tags"
    case .fourTags: "four priority tags"
    case .tenHeaders: "ten IPv6 extension headers"
    default: nil
    }
  }

  /// How many priority tags stand in front.
  public var tags: Int {
    switch self {
    case .oneTag: 1
    case .twoTags: 2
    case .fourTags: 4
    default: 0
    }
  }

  /// Its place in `allCases`.
  public var number: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// What `lan-probe` found: who got answers, or whose frames came to a socket.
public struct Answers: Codable, Sendable, Equatable {
  /// By the client's MAC address, in the order of `Traffic.allCases`.
  public var kinds: [String: [Traffic]]
  /// How long the slowest first answer took.
  public var milliseconds: Int

  /// An answer from its parts.
  public init(kinds: [String: [Traffic]] = [:], milliseconds: Int = 0) {
    self.kinds = kinds
    self.milliseconds = milliseconds
  }

  /// The kinds of that client.
  public subscript(mac: MACAddress) -> [Traffic] { kinds[mac.description] ?? [] }
}
