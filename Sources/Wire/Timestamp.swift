/// A moment of the day, in nanoseconds since the Unix epoch. Below Daemon it is always an argument, never read.
public struct Timestamp: Hashable, Sendable, Comparable {
  /// Nanoseconds since 1970-01-01T00:00:00Z; negative before it.
  public var nanoseconds: Int64

  /// A moment from nanoseconds since the epoch.
  public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// A moment from whole seconds and nanoseconds; clamps what an Int64 of nanoseconds cannot hold.
  public init(seconds: Int64, nanoseconds: Int64 = 0) {
    let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, carry) = scaled.addingReportingOverflow(nanoseconds)
    self.nanoseconds = overflow || carry ? (seconds < 0 ? .min : .max) : sum
  }

  /// Seconds since the epoch, to the precision of a Double.
  public var seconds: Double { Double(nanoseconds) / 1e9 }

  /// The latest whole multiple of `step` since the epoch that is not later.
  public func truncated(to step: Duration) -> Timestamp {
    let step = max(1, step.clampedNanoseconds)
    let rest = nanoseconds % step
    return Timestamp(nanoseconds: nanoseconds &- (rest < 0 ? rest &+ step : rest))
  }

  /// Orders by time.
  public static func < (a: Timestamp, b: Timestamp) -> Bool { a.nanoseconds < b.nanoseconds }

  /// The later moment, clamped to what can be held.
  public static func + (moment: Timestamp, length: Duration) -> Timestamp {
    let (sum, overflow) = moment.nanoseconds.addingReportingOverflow(length.clampedNanoseconds)
    return Timestamp(nanoseconds: overflow ? (length < .zero ? .min : .max) : sum)
  }

  /// The time from `earlier` to `later`, clamped to what can be held.
  public static func - (later: Timestamp, earlier: Timestamp) -> Duration {
    let (difference, overflow) = later.nanoseconds.subtractingReportingOverflow(earlier.nanoseconds)
    return .nanoseconds(overflow ? (later < earlier ? .min : .max) : difference)
  }
}

extension Duration {
  /// The length in nanoseconds, clamped to an Int64 (292 years).
  public var clampedNanoseconds: Int64 {
    let (seconds, attoseconds) = components
    let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, carry) = scaled.addingReportingOverflow(attoseconds / 1_000_000_000)
    return overflow || carry ? (seconds < 0 ? .min : .max) : sum
  }
}
