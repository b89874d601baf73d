import CSQLite
import Glibc

/// The right to be the only one that writes a state file: flock(2) on the file itself, which SQLite's own locks have
/// nothing to do with. Who keeps state for others too would write back what they have ended since.
final class StateLock {
  private let descriptor: Int32

  /// Makes the file, 0600, where it is missing, and takes it without waiting. The kernel frees it when the process
  /// ends. To be let go only when SQLite has closed the file: that would lose its locks by our closing it.
  init(_ path: String) throws(LedgerError) {
    descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0o600)
    guard descriptor >= 0 else {
      throw LedgerError("open", path, code: SQLITE_CANTOPEN, words: "cannot be opened", errno: errno)
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let reason = errno
      close(descriptor)
      throw LedgerError(
        "lock", path, code: SQLITE_BUSY,
        unsafe reason == EWOULDBLOCK
          ? "another dhcpward keeps its state there" : String(cString: strerror(reason)),
        advice: "give this one a file of its own")
    }
  }

  deinit {
    // A child that is about to become another program would hold it for a moment longer.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }
}
