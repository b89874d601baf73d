/// What became of the frames of a live capture, since it began.
public struct LiveStatistics: Hashable, Sendable {
  /// Frames that passed the kernel's filter, those dropped afterwards included.
  public internal(set) var received: UInt64 = 0
  /// Frames dropped because the ring was full: they were not drained fast enough.
  public internal(set) var droppedByKernel: UInt64 = 0

  /// No frames.
  public init() {}

  /// The frames of two captures.
  public static func + (one: LiveStatistics, other: LiveStatistics) -> LiveStatistics {
    var sum = one
    sum.received += other.received
    sum.droppedByKernel += other.droppedByKernel
    return sum
  }
}
