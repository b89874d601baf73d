/// What a run of DHCPv4 options says about the message's type and its sender (RFC 2132 §3, §3.14, §9.3, §9.6, §9.13; RFC 3046).
struct DHCPv4Options {
  /// The first octet of the first option 53 that has one.
  private(set) var type: UInt8?
  /// The first octet of the first option 52 that has one: 1 options in `file`, 2 in `sname`, 3 in both.
  private(set) var overload: UInt8 = 0
  /// An option reaches past the end of the run, so what followed is unknown.
  private(set) var isCut = false
  /// END was read.
  private(set) var isEnded = false
  /// Digests of the first option 12 and the first option 60 that have an octet; zero without.
  private(set) var hostName: UInt64 = 0
  private(set) var vendorClass: UInt64 = 0
  /// Where the last option 82 that has an octet is: a relay that appends its own leaves the client's before it.
  private(set) var relayAgent: Range<Int>?

  /// Reads options until END, or the end.
  @inline(__always)
  init(_ bytes: Span<UInt8>) {
    var at = 0
    while at < bytes.count {
      let code = bytes[at]
      at += 1
      if code == 0 { continue }
      if code == 255 {
        isEnded = true
        return
      }
      guard at < bytes.count, bytes.count - at - 1 >= Int(bytes[at]) else {
        isCut = true
        return
      }
      let length = Int(bytes[at])
      at += 1
      if length > 0 {
        switch code {
        case 53: if type == nil { type = bytes[at] }
        case 52: if overload == 0 { overload = bytes[at] }
        case 12: if hostName == 0 { hostName = Digest.octets(bytes.extracting(at..<at + length)) }
        case 60: if vendorClass == 0 { vendorClass = Digest.octets(bytes.extracting(at..<at + length)) }
        case 82: relayAgent = at..<at + length
        default: break
        }
      }
      at += length
    }
  }

  /// A digest of the client identifier, option 61 (RFC 2132 §9.14), in a run of options; zero without one.
  static func clientIdentifier(in bytes: Span<UInt8>) -> UInt64 {
    value(of: 61, in: bytes).map { Digest.octets(bytes.extracting($0)) } ?? 0
  }

  /// The address in the first option 50 of a run, up to END or an option that is cut; nil without.
  static func requestedAddress(in bytes: Span<UInt8>) -> IPv4Address? {
    guard let value = value(of: 50, in: bytes), value.count == 4 else { return nil }
    return IPv4Address(bits: bytes.uint32(at: value.lowerBound))
  }

  /// The value of the first option of a run with that code that has an octet, up to END or an option that is cut; nil
  /// without.
  private static func value(of wanted: UInt8, in bytes: Span<UInt8>) -> Range<Int>? {
    var at = 0
    while at < bytes.count, bytes[at] != 255 {
      let code = bytes[at]
      at += 1
      if code == 0 { continue }
      guard at < bytes.count, bytes.count - at - 1 >= Int(bytes[at]) else { return nil }
      let length = Int(bytes[at])
      at += 1
      if code == wanted, length > 0 { return at..<at + length }
      at += length
    }
    return nil
  }
}
