package import Wire

/// Time that only moves forward, made of timestamps that need not.
///
/// Forward motion counts as it is. A timestamp up to `tolerance` behind the latest is late delivery (another
/// queue, another interface) and counts as the latest. One further behind means that the clock was set or runs
/// backwards: it becomes the new reference, and as much time is taken to have passed as it went back, so that
/// no window ever holds messages which some clock says were far apart.
///
/// Readings are in units of `unit` nanoseconds, and wrap rather than overflow: compare them by difference only.
package struct MonotonicFrameClock: Sendable {
  /// How far behind the latest a timestamp may be without being a clock step: 5 s.
  package static let tolerance = UInt64(5_000_000_000)

  let unit: UInt64
  /// The latest reading.
  package private(set) var now: Int64 = 0
  private var remainder: UInt64 = 0
  private var latest: Int64?

  /// A clock whose unit, at least 1 µs, lets twice `span` fit into 32 bits.
  package init(span: Duration) {
    unit = max(1000, (UInt64(clamping: span.clampedNanoseconds) >> 31) + 1)
  }

  /// The reading at `moment`, which becomes the latest unless it is late.
  package mutating func advance(to moment: Timestamp) -> Int64 {
    let nanoseconds = moment.nanoseconds
    guard let latest else {
      self.latest = nanoseconds
      (now, remainder) = floored(nanoseconds)
      return now
    }
    var elapsed = UInt64(bitPattern: nanoseconds &- latest)
    if nanoseconds < latest {
      elapsed = UInt64(bitPattern: latest &- nanoseconds)
      if elapsed <= Self.tolerance { return now }
    }
    self.latest = nanoseconds
    // A divisor known to the compiler costs a multiplication.
    var (whole, part) = elapsed.quotientAndRemainder(dividingBy: 1000)
    if unit != 1000 { (whole, part) = elapsed.quotientAndRemainder(dividingBy: unit) }
    part += remainder
    if part >= unit {
      part -= unit
      whole += 1
    }
    remainder = part
    now &+= Int64(truncatingIfNeeded: whole)
    return now
  }

  /// What the reading will be at `moment`; not before now, once the clock runs.
  package func reading(at moment: Timestamp) -> Int64 {
    guard let latest else { return floored(moment.nanoseconds).quotient }
    guard moment.nanoseconds > latest else { return now }
    return now &+ Int64(truncatingIfNeeded: UInt64(bitPattern: moment.nanoseconds &- latest) / unit)
  }

  /// A length in units, rounded up.
  func units(_ length: Duration) -> Int64 {
    let (whole, part) = UInt64(clamping: length.clampedNanoseconds).quotientAndRemainder(dividingBy: unit)
    return Int64(truncatingIfNeeded: whole) + (part == 0 ? 0 : 1)
  }

  /// So many units, as a length.
  func duration(_ units: Int64) -> Duration {
    let (nanoseconds, overflow) = units.multipliedReportingOverflow(by: Int64(unit))
    return .nanoseconds(overflow ? (units < 0 ? .min : .max) : nanoseconds)
  }

  private func floored(_ nanoseconds: Int64) -> (quotient: Int64, remainder: UInt64) {
    let (quotient, remainder) = nanoseconds.quotientAndRemainder(dividingBy: Int64(unit))
    return remainder < 0
      ? (quotient - 1, UInt64(remainder + Int64(unit))) : (quotient, UInt64(remainder))
  }
}
