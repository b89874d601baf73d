/// The exit codes of sysexits.h that dhcpward uses, beside 64, which is the command-line parser's.
public enum ExitStatus: Int32, Sendable {
  /// It is done, but something is not as asked.
  case notAsAsked = 1
  /// EX_DATAERR.
  case badData = 65
  /// EX_UNAVAILABLE: the kernel or a tool cannot.
  case unavailable = 69
  /// EX_SOFTWARE.
  case bug = 70
  /// EX_CANTCREAT.
  case cannotCreate = 73
  /// EX_IOERR.
  case inputOutput = 74
  /// EX_TEMPFAIL.
  case tryAgain = 75
  /// EX_NOPERM.
  case notPermitted = 77
  /// EX_CONFIG.
  case configuration = 78
}
