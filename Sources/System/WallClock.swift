import CLinux
import Glibc
public import Wire

/// The machine's clocks. Only the daemon and the commands read them; the engine is told the time.
public enum WallClock {
  /// CLOCK_REALTIME, the clock of captured frames.
  public static var now: Timestamp { read(CLOCK_REALTIME) }

  /// CLOCK_BOOTTIME as nanoseconds since boot: never set by anybody and counting through suspend, so fit for
  /// deadlines, as the kernel's own set timeouts are.
  public static var steady: Timestamp { read(CLOCK_BOOTTIME) }

  private static func read(_ clock: clockid_t) -> Timestamp {
    var time = timespec()
    _ = unsafe clock_gettime(clock, &time)
    return Timestamp(seconds: Int64(time.tv_sec), nanoseconds: Int64(time.tv_nsec))
  }
}
