extension IPAddress: LosslessStringConvertible {
  /// Reads dotted decimal, or IPv6 text (RFC 4291 §2.2), without a zone.
  public init?(_ text: String) {
    if let octets = Self.dottedDecimal(text[...]) {
      self.init(octets: octets)
    } else if let octets = Self.colonHexadecimal(text) {
      self.init(octets: octets)
    } else {
      return nil
    }
  }

  private static func dottedDecimal(_ text: Substring) -> [UInt8]? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    let octets = parts.compactMap { part -> UInt8? in
      guard part.utf8.allSatisfy({ (0x30...0x39).contains($0) }), part == "0" || part.first != "0" else {
        return nil
      }
      return UInt8(part)
    }
    return octets.count == 4 ? octets : nil
  }

  private static func colonHexadecimal(_ text: String) -> [UInt8]? {
    let halves = text.split(separator: "::", maxSplits: 2, omittingEmptySubsequences: false)
    guard halves.count <= 2, let head = groups(halves[0], endsText: halves.count == 1) else { return nil }
    guard halves.count == 2 else { return head.count == 16 ? head : nil }
    guard let tail = groups(halves[1], endsText: true), head.count + tail.count <= 14 else { return nil }
    return head + [UInt8](repeating: 0, count: 16 - head.count - tail.count) + tail
  }

  // Only the last four octets of the whole text may be dotted decimal.
  private static func groups(_ text: Substring, endsText: Bool) -> [UInt8]? {
    guard !text.isEmpty else { return [] }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    var octets: [UInt8] = []
    for (index, part) in parts.enumerated() {
      if endsText, index == parts.count - 1, let tail = dottedDecimal(part) { return octets + tail }
      guard (1...4).contains(part.utf8.count), part.utf8.allSatisfy({ hexDigitValue($0) != nil }),
        let group = UInt16(part, radix: 16)
      else { return nil }
      octets += [UInt8(group >> 8), UInt8(group & 255)]
    }
    return octets
  }

  /// The canonical text of the family.
  public var description: String {
    switch self {
    case .v4(let address): address.description
    case .v6(let address): address.description
    }
  }
}
