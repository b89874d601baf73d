/// What a client message is: in DHCPv4 by option 53 (RFC 2132 §9.6), in DHCPv6 by msg-type (RFC 8415 §7.3), or why it
/// has no type.
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

  /// SOLICIT, 1.
  case solicit
  /// REQUEST of DHCPv6, 3.
  case request6
  /// CONFIRM, 4.
  case confirm
  /// RENEW, 5.
  case renew
  /// REBIND, 6.
  case rebind
  /// RELEASE of DHCPv6, 8.
  case release6
  /// DECLINE of DHCPv6, 9.
  case decline6
  /// INFORMATION-REQUEST, 11.
  case informationRequest
  /// RELAY-FORW, 12: what a relay passes on, whatever is in it.
  case relayForward
  /// LEASEQUERY of DHCPv6, 14 (RFC 5007).
  case leasequery6
  /// Addressed to the DHCPv6 server port, but it cannot be read further.
  case malformed6

  /// It is of DHCPv6.
  public var isVersion6: Bool { rawValue >= Self.solicit.rawValue }
  /// Addressed to the port of a server, and not to be read further.
  public var isMalformed: Bool { self == .malformed || self == .malformed6 }

  /// The name used in reports: the RFC's in lower case. Both versions share `request`, `release`, `decline`, `leasequery`
  /// and `malformed`.
  public var name: String {
    switch self {
    case .discover: "discover"
    case .request: "request"
    case .decline: "decline"
    case .release: "release"
    case .inform: "inform"
    case .leasequery: "leasequery"
    case .bootp: "bootp"
    case .malformed, .malformed6: "malformed"
    case .solicit: "solicit"
    case .request6: "request"
    case .confirm: "confirm"
    case .renew: "renew"
    case .rebind: "rebind"
    case .release6: "release"
    case .decline6: "decline"
    case .informationRequest: "information-request"
    case .relayForward: "relay-forw"
    case .leasequery6: "leasequery"
    }
  }
}

extension MessageKind {
  /// The kind of a value of option 53; a server's type, or one that no client sends, is malformed.
  init(type: UInt8) {
    switch type {
    case 1: self = .discover
    case 3: self = .request
    case 4: self = .decline
    case 7: self = .release
    case 8: self = .inform
    case 10: self = .leasequery
    default: self = .malformed
    }
  }
}

extension MessageKind {
  /// The kind of a DHCPv6 msg-type; nil for a server's, malformed for one that is neither a client's nor a relay's.
  /// Servers' are ADVERTISE, REPLY, RECONFIGURE, RELAY-REPL (RFC 8415 §7.3), LEASEQUERY-REPLY (RFC 5007), -DONE and
  /// -DATA (RFC 5460), RECONFIGURE-REPLY (RFC 6977), DHCPV4-RESPONSE (RFC 7341) and ADDR-REG-REPLY (RFC 9686).
  init?(type6: UInt8) {
    switch type6 {
    case 1: self = .solicit
    case 3: self = .request6
    case 4: self = .confirm
    case 5: self = .renew
    case 6: self = .rebind
    case 8: self = .release6
    case 9: self = .decline6
    case 11: self = .informationRequest
    case 12: self = .relayForward
    case 14: self = .leasequery6
    case 2, 7, 10, 13, 15, 16, 17, 19, 21, 35: return nil
    default: self = .malformed6
    }
  }
}
