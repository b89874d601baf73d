import Wire

/// Values as dhcpd writes them, dhcpd.leases(5).
enum DhcpdText {
  private static let quote = UInt8(ascii: "\"")

  /// A statement's value: no spaces around it, and nothing behind its `;`.
  static func value(_ octets: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    octets.drop { $0 == LeaseText.space }.prefix { $0 != UInt8(ascii: ";") }
  }

  /// `4 2026/11/26 20:30:50` in UTC, or `epoch 1795725050` (db-time-format local); nil for `never`.
  static func moment(_ value: ArraySlice<UInt8>) -> Timestamp? {
    let words = value.split(separator: LeaseText.space)
    if words.count == 2, words[0].elementsEqual("epoch".utf8) { return LeaseText.moment(words[1]) }
    guard words.count == 3, words[1].count == 10, words[2].count == 8 else { return nil }
    let date = String(decoding: words[1], as: UTF8.self).replacing("/", with: "-")
    return Timestamp("\(date)T\(String(decoding: words[2], as: UTF8.self))Z")
  }

  /// A text in quotes, in which `\` and three octal digits, or another octet, stand for one; nil without its end.
  static func quoted(_ octets: ArraySlice<UInt8>, atMost limit: Int) -> [UInt8]? {
    var rest = octets.drop { $0 == LeaseText.space }
    guard rest.popFirst() == quote else { return nil }
    var plain: [UInt8] = []
    while let octet = rest.popFirst() {
      if octet == quote { return plain }
      guard plain.count < limit else { return nil }
      guard octet == UInt8(ascii: "\\") else {
        plain.append(octet)
        continue
      }
      let digits = rest.prefix(3)
      if digits.count == 3, digits.allSatisfy({ (0x30...0x37).contains($0) }) {
        plain.append(UInt8(truncatingIfNeeded: digits.reduce(0) { $0 << 3 | Int($1 & 7) }))
        rest = rest.dropFirst(3)
      } else if let next = rest.popFirst() {
        plain.append(next)
      }
    }
    return nil
  }

  /// An identifier: in quotes, or in hexadecimal with colons (lease-id-format hex).
  static func identifier(_ octets: ArraySlice<UInt8>) -> [UInt8]? {
    let octets = octets.drop { $0 == LeaseText.space }
    return octets.first == quote
      ? quoted(octets, atMost: 134) : LeaseText.hexadecimal(octets.prefix { $0 != LeaseText.space })
  }
}
