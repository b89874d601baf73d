import Wire

/// How an interface of a pcapng file counts time: `if_tsresol` and `if_tsoffset` of its description.
struct TimestampResolution: Hashable {
  private enum Unit: Hashable {
    /// That many nanoseconds.
    case nanoseconds(UInt64)
    /// A nanosecond split in so many.
    case fraction(UInt64)
    /// 2 to the power of minus this many seconds.
    case power(Int)
  }
  private let unit: Unit
  private let offset: Timestamp

  /// `option` is `if_tsresol`: 10 to the power of minus it, or of minus its low 7 bits of 2 when the top bit is
  /// set, in seconds; microseconds unless given (draft-ietf-opsawg-pcapng §4.2). `offset` is in seconds.
  init(option: UInt8 = 6, offset: Int64 = 0) {
    self.offset = Timestamp(seconds: offset)
    let exponent = Int(option & 0x7f)
    if option & 0x80 != 0 {
      unit = .power(exponent)
    } else if exponent <= 9 {
      unit = .nanoseconds((exponent..<9).reduce(1) { power, _ in power * 10 })
    } else {
      // Past 28 the divisor would not fit, and 64 bits of such units are a nanosecond at most.
      unit = .fraction((9..<min(exponent, 28)).reduce(1) { power, _ in power * 10 })
    }
  }

  /// The moment, rounded down to a nanosecond and clamped to what a `Timestamp` can hold.
  @inline(__always)
  func moment(_ ticks: UInt64) -> Timestamp {
    let nanoseconds = Int64(clamping: nanoseconds(ticks))
    let (sum, overflow) = nanoseconds.addingReportingOverflow(offset.nanoseconds)
    return Timestamp(nanoseconds: overflow ? .max : sum)
  }

  @inline(__always)
  private func nanoseconds(_ ticks: UInt64) -> UInt64 {
    switch unit {
    case .nanoseconds(let factor):
      let (product, overflow) = ticks.multipliedReportingOverflow(by: factor)
      return overflow ? .max : product
    case .fraction(let divisor):
      return ticks / divisor
    case .power(let bits):
      let (high, low) = ticks.multipliedFullWidth(by: 1_000_000_000)
      if bits >= 64 { return high >> UInt64(bits - 64) }
      if high >> UInt64(bits) != 0 { return .max }
      return low >> UInt64(bits) | high << UInt64(64 - bits)
    }
  }
}
