/// Both clocks, read at once.
public struct ClockReading: Hashable, Sendable {
  /// Since boot (CLOCK_BOOTTIME).
  public var boot: BootTime
  /// Of the day (CLOCK_REALTIME), the clock of captured frames.
  public var wall: Timestamp

  /// Two readings of one moment.
  public init(boot: BootTime, wall: Timestamp) { (self.boot, self.wall) = (boot, wall) }
}
