import CLinux
import Glibc
public import Wire

/// The machine's clocks. Only the daemon and the commands read them; the engine is told the time.
public enum SystemClock {
  /// CLOCK_REALTIME, the clock of captured frames.
  public static var wall: Timestamp { Timestamp(nanoseconds: read(CLOCK_REALTIME)) }

  /// CLOCK_BOOTTIME, fit for deadlines.
  public static var boot: BootTime { BootTime(nanoseconds: read(CLOCK_BOOTTIME)) }

  /// Both.
  public static var now: ClockReading { ClockReading(boot: boot, wall: wall) }

  private static func read(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    _ = unsafe clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
