import CSQLite
import Glibc
internal import Wire

extension LedgerError {
  /// What SQLite said, with the system's words where there are some, and what to do about it.
  init(_ operation: String, _ path: String, code: Int32, words: String, errno: Int32 = 0) {
    let system = unsafe errno == 0 ? "" : ": " + String(cString: strerror(errno))
    self.init(
      operation, path, code: code, String(foreign: words.utf8) + system, advice: Self.advice(code, errno))
  }

  /// The file itself is at fault, not the place it is in.
  var isDamage: Bool {
    [SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_ERROR, SQLITE_CONSTRAINT, SQLITE_MISMATCH].contains(code & 0xff)
  }

  private static func advice(_ code: Int32, _ errno: Int32) -> String {
    let isFull = errno == ENOSPC || errno == EDQUOT
    return switch isFull ? SQLITE_FULL : code & 0xff {
    case SQLITE_FULL: "blocking goes on, from memory; make room on that disk"
    case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH: "see whether the directory is there and ours to write"
    case SQLITE_READONLY: "make the file and its directory ours to write"
    case SQLITE_BUSY, SQLITE_LOCKED: "another program is writing to it; end that one"
    case SQLITE_IOERR: "look for the disk's complaints in the kernel's log (dmesg)"
    default: ""
    }
  }
}
