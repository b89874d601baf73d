import Wire

/// Octets of a file as the values that stand in lease files. A value that cannot be read is nil.
enum LeaseText {
  static let space = UInt8(ascii: " ")
  static let tab = UInt8(ascii: "\t")
  static let lineEnd = UInt8(ascii: "\n")

  /// The lines of a file that is whole: what stands behind the last line's end is still being written.
  static func lines(_ octets: ArraySlice<UInt8>, _ take: (ArraySlice<UInt8>) -> Void) {
    var start = octets.startIndex
    while let end = octets[start...].firstIndex(of: lineEnd) {
      take(octets[start..<end])
      start = end + 1
    }
  }

  // An address is never longer; a longer text is not looked at.
  private static let longest = 45

  static func address(_ octets: ArraySlice<UInt8>) -> IPAddress? {
    octets.count <= longest ? IPAddress(String(decoding: octets, as: UTF8.self)) : nil
  }

  /// Six octets with colons; nil for other hardware.
  static func mac(_ octets: ArraySlice<UInt8>) -> MACAddress? {
    guard octets.count == 17 else { return nil }
    var bits: UInt64 = 0
    for (place, octet) in octets.enumerated() {
      if place % 3 == 2 {
        guard octet == UInt8(ascii: ":") else { return nil }
      } else {
        guard let digit = hexDigitValue(octet) else { return nil }
        bits = bits << 4 | UInt64(digit)
      }
    }
    return MACAddress(bits: bits)
  }

  static func number(_ octets: ArraySlice<UInt8>) -> Int64? {
    guard !octets.isEmpty, octets.count <= 18 else { return nil }
    var value: Int64 = 0
    for octet in octets {
      guard (0x30...0x39).contains(octet) else { return nil }
      value = value * 10 + Int64(octet - 0x30)
    }
    return value
  }

  /// Seconds since 1970. Nothing that a server writes is beyond what a date can be.
  static func moment(_ octets: ArraySlice<UInt8>) -> Timestamp? {
    number(octets).flatMap { (0..<1 << 33).contains($0) ? Timestamp(seconds: $0) : nil }
  }

  /// Octets in hexadecimal, with or without colons, at most as many as a DUID has (RFC 8415 §11.1).
  static func hexadecimal(_ octets: ArraySlice<UInt8>) -> [UInt8]? {
    guard octets.count <= 3 * 130 else { return nil }
    var values: [UInt8] = []
    var half: UInt8?
    for octet in octets {
      if octet == UInt8(ascii: ":"), half == nil { continue }
      guard let value = hexDigitValue(octet) else { return nil }
      if let high = half {
        values.append(high << 4 | value)
        half = nil
      } else {
        half = value
      }
    }
    return half == nil ? values : nil
  }

  /// The MAC of a DUID that is made of one: DUID-LLT and DUID-LL of Ethernet (RFC 8415 §11.2, §11.4).
  static func owner(ofDUID duid: ArraySlice<UInt8>) -> MACAddress? {
    switch Array(duid.prefix(4)) {
    case [0, 1, 0, 1]: MACAddress(octets: duid.dropFirst(8))
    case [0, 3, 0, 1]: MACAddress(octets: duid.dropFirst(4))
    default: nil
    }
  }
}
