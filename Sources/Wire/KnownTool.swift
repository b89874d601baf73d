/// A tool that floods DHCP servers, by the mark that its messages bear. A hint for a person, never a reason to block:
/// a mark can be left out, and an innocent client's address may bear it by chance.
public enum KnownTool: String, CaseIterable, Sendable {
  /// `chaddr` 00:16:36 and three random octets, from the machine's own address.
  case dhcpstarv
  /// `chaddr` de:ad and four random octets; in v6 such a source.
  case dhcpig = "DHCPig"
  /// A `chaddr` of ASCII hexadecimal digits.
  case dhcpwn
  /// A random address both as source and as `chaddr`; told only where it is a group's, as half of them are.
  case yersinia

  /// The tool that the message looks like; nil for none. A relayed message has its relay's source, so there only
  /// `chaddr` says something.
  public init?(_ message: ClientMessage) {
    guard let mac = message.kind.isVersion6 ? message.source : message.chaddr?.mac else { return nil }
    if message.kind.isVersion6 {
      guard mac.bits >> 32 == 0xdead else { return nil }
      self = .dhcpig
    } else if mac.octets.allSatisfy({ hexDigitValue($0) != nil }) {
      self = .dhcpwn
    } else if mac.bits >> 32 == 0xdead {
      self = .dhcpig
    } else if mac.bits >> 24 == 0x00_1636, mac != message.source, !message.isRelayed {
      self = .dhcpstarv
    } else if mac == message.source, mac.isGroup {
      self = .yersinia
    } else {
      return nil
    }
  }

  /// `looks like dhcpstarv`
  public var hint: String { "looks like \(rawValue)" }
}
