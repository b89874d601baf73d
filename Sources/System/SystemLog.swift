import CLinux
import Glibc

/// The system's log, syslog(3): for what happens when nobody is at a terminal.
public enum SystemLog {
  /// How loud a line is.
  public enum Level: Sendable {
    /// Normal, but worth knowing.
    case notice
    /// Something is wrong and needs a person.
    case alarm
  }

  /// Writes one line, as a daemon's.
  public static func write(_ level: Level, _ line: String) {
    let priority = level == .notice ? LOG_NOTICE : LOG_ERR
    unsafe dhcpward_syslog(LOG_DAEMON | priority, line)
  }
}
