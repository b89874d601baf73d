/// Short numbers that stand for long octets. They tell apart what differs by chance; whoever looks for two runs of
/// octets with the same digest finds them.
enum Digest {
  private static let multiplier: UInt64 = 0x9e37_79b9_7f4a_7c15
  private static let other: UInt64 = 0xbf58_476d_1ce4_e5b9

  /// Of some octets, their number included; never zero.
  @inline(__always)
  static func octets(_ bytes: Span<UInt8>) -> UInt64 {
    let count = bytes.count
    let seed = multiplier &* UInt64(count)
    // The last octets may be taken twice: no octet is taken by itself.
    if count >= 8 {
      var state = seed
      var at = 0
      while count - at > 8 {
        state = folded(state ^ bytes.extracting(at..<at + 8).uint64(at: 0))
        at += 8
      }
      return folded(state ^ bytes.extracting(count - 8..<count).uint64(at: 0)) | 1
    }
    if count >= 4 {
      let ends = UInt64(bytes.uint32(at: 0)) << 32 | UInt64(bytes.uint32(at: count - 4))
      return folded(seed ^ ends) | 1
    }
    guard count > 0 else { return 1 }
    let ends = UInt64(bytes[0]) << 16 | UInt64(bytes[count / 2]) << 8 | UInt64(bytes[count - 1])
    return folded(seed ^ ends) | 1
  }

  /// Of two numbers; never zero.
  @inline(__always)
  static func pair(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = (a ^ multiplier).multipliedFullWidth(by: b ^ other)
    return (product.high ^ product.low) | 1
  }

  /// Of what a client keeps: the digests of its host name and its vendor class, zero for what it does not give; zero
  /// without both.
  @inline(__always)
  static func signature(hostName: UInt64, vendorClass: UInt64) -> UInt32 {
    guard hostName | vendorClass != 0 else { return 0 }
    return UInt32(truncatingIfNeeded: pair(hostName, vendorClass) >> 32) | 1
  }

  @inline(__always)
  private static func folded(_ value: UInt64) -> UInt64 {
    let product = value.multipliedFullWidth(by: other)
    return product.high ^ product.low
  }
}
