/// A moment of CLOCK_BOOTTIME: nobody sets that clock, and it counts through suspend, as the kernel's own timeouts do. What
/// is counted down goes by it; what is written down and told, by `Timestamp`.
public struct BootTime: Hashable, Sendable, Comparable {
  /// Nanoseconds since boot.
  public var nanoseconds: Int64

  /// A moment from nanoseconds since boot.
  public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// A moment from whole seconds and nanoseconds since boot; clamps what an Int64 of nanoseconds cannot hold.
  public init(seconds: Int64, nanoseconds: Int64 = 0) {
    self.nanoseconds = Timestamp(seconds: seconds, nanoseconds: nanoseconds).nanoseconds
  }

  private init(_ moment: Timestamp) { nanoseconds = moment.nanoseconds }

  private var moment: Timestamp { Timestamp(nanoseconds: nanoseconds) }

  /// Orders by time.
  public static func < (a: BootTime, b: BootTime) -> Bool { a.nanoseconds < b.nanoseconds }

  /// The later moment, clamped to what can be held.
  public static func + (moment: BootTime, length: Duration) -> BootTime { BootTime(moment.moment + length) }

  /// The time from `earlier` to `later`, clamped to what can be held.
  public static func - (later: BootTime, earlier: BootTime) -> Duration { later.moment - earlier.moment }
}
