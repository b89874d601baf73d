/// The `chaddr` of a message: up to sixteen octets (RFC 2131 §2), of which `hlen` count.
public struct ClientHardwareAddress: Hashable, Sendable {
  /// The first eight octets, the first one most significant; octets past `length` are zero.
  public let high: UInt64
  /// The last eight octets.
  public let low: UInt64
  /// `hlen`, cut to 16.
  public let length: UInt8

  /// An address from its parts.
  public init(high: UInt64, low: UInt64, length: UInt8) {
    self.high = high
    self.low = low
    self.length = length
  }

  /// The same address as a MAC; nil unless `hlen` is 6.
  public var mac: MACAddress? { length == 6 ? MACAddress(bits: high >> 16) : nil }

  /// Sixty-four bits that tell addresses apart, never zero.
  public var digest: UInt64 {
    let mixed = (high ^ low &* 0x9e37_79b9_7f4a_7c15).multipliedFullWidth(by: 0xbf58_476d_1ce4_e5b9)
    return (mixed.high ^ mixed.low) | 1
  }
}

extension ClientHardwareAddress {
  /// Takes the octets that `hlen` counts, at most sixteen, and clears those behind them.
  init(high: UInt64, low: UInt64, hlen: UInt8) {
    let length = min(hlen, 16)
    // Shifts wider than the number give zero.
    self.init(
      high: high & ~(UInt64.max >> (8 * UInt64(length))),
      low: length > 8 ? low & ~(UInt64.max >> (8 * UInt64(length - 8))) : 0,
      length: length)
  }
}
