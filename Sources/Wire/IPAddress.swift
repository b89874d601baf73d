/// An IPv4 address.
public struct IPv4Address: Hashable, Sendable, CustomStringConvertible {
  /// The address as a number, the first octet most significant.
  public let bits: UInt32

  /// An address from its number.
  public init(bits: UInt32) { self.bits = bits }

  /// Dotted decimal.
  public var description: String {
    "\(bits >> 24).\(bits >> 16 & 255).\(bits >> 8 & 255).\(bits & 255)"
  }
}

/// An IPv6 address.
public struct IPv6Address: Hashable, Sendable, CustomStringConvertible {
  /// The first eight octets as a number.
  public let high: UInt64
  /// The last eight octets as a number.
  public let low: UInt64

  /// An address from its two halves.
  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// fe80::/10
  public var isLinkLocal: Bool { high >> 54 == 0x3fa }

  /// The canonical text of RFC 5952: lower case, the longest run of zero groups (of two or more) as `::`.
  public var description: String {
    let groups = (0..<8).map { index -> UInt16 in
      UInt16(truncatingIfNeeded: (index < 4 ? high : low) >> (48 - 16 * UInt64(index & 3)))
    }
    var run = 0..<0
    var start = 0
    while start < 8 {
      var end = start
      while end < 8, groups[end] == 0 { end += 1 }
      if end - start > max(1, run.count) { run = start..<end }
      start = max(end, start + 1)
    }
    let text = { (part: ArraySlice<UInt16>) in part.map { String($0, radix: 16) }.joined(separator: ":") }
    return run.isEmpty ? text(groups[...]) : text(groups[..<run.lowerBound]) + "::" + text(groups[run.upperBound...])
  }
}

/// An address of either family.
public enum IPAddress: Hashable, Sendable {
  /// An IPv4 address.
  case v4(IPv4Address)
  /// An IPv6 address.
  case v6(IPv6Address)

  /// Bits in an address of this family: 32 or 128.
  public var width: Int {
    switch self {
    case .v4: 32
    case .v6: 128
    }
  }

  /// The octets in wire order: 4 or 16.
  public var octets: [UInt8] {
    switch self {
    case .v4(let address): (0..<4).map { UInt8(truncatingIfNeeded: address.bits >> (24 - 8 * UInt32($0))) }
    case .v6(let address):
      (0..<16).map {
        UInt8(truncatingIfNeeded: ($0 < 8 ? address.high : address.low) >> (56 - 8 * UInt64($0 & 7)))
      }
    }
  }

  /// An address from 4 or 16 octets in wire order; nil for any other count.
  public init?(octets: some Collection<UInt8>) {
    switch octets.count {
    case 4: self = .v4(IPv4Address(bits: octets.reduce(0) { $0 << 8 | UInt32($1) }))
    case 16:
      self = .v6(
        IPv6Address(
          high: octets.prefix(8).reduce(0) { $0 << 8 | UInt64($1) },
          low: octets.suffix(8).reduce(0) { $0 << 8 | UInt64($1) }))
    default: return nil
    }
  }
}

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
      guard part.utf8.allSatisfy({ (0x30...0x39).contains($0) }), part == "0" || part.first != "0" else { return nil }
      return UInt8(part)
    }
    return octets.count == 4 ? octets : nil
  }

  private static func colonHexadecimal(_ text: String) -> [UInt8]? {
    let halves = text.split(separator: "::", maxSplits: 2, omittingEmptySubsequences: false)
    guard halves.count <= 2, let head = groups(halves[0]) else { return nil }
    guard halves.count == 2 else { return head.count == 16 ? head : nil }
    guard let tail = groups(halves[1]), head.count + tail.count <= 14 else { return nil }
    return head + [UInt8](repeating: 0, count: 16 - head.count - tail.count) + tail
  }

  private static func groups(_ text: Substring) -> [UInt8]? {
    guard !text.isEmpty else { return [] }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    var octets: [UInt8] = []
    for (index, part) in parts.enumerated() {
      if index == parts.count - 1, let tail = dottedDecimal(part) { return octets + tail }
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
