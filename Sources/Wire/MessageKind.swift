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
  public var name: String {
    switch self {
    case .discover: "discover"
    case .request: "request"
    case .decline: "decline"
    case .release: "release"
    case .inform: "inform"
    case .leasequery: "leasequery"
    case .bootp: "bootp"
    case .malformed: "malformed"
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
