public import Wire

/// Both clocks, read at once. What is counted down goes by the one that nobody sets, what is written down and told by
/// the other.
public struct ClockReading: Hashable, Sendable {
  /// Since boot (CLOCK_BOOTTIME).
  public var boot: Timestamp
  /// Of the day (CLOCK_REALTIME), the clock of captured frames.
  public var wall: Timestamp

  /// Two readings of one moment.
  public init(boot: Timestamp, wall: Timestamp) { (self.boot, self.wall) = (boot, wall) }
}
