import Glibc
import Wire

/// A file that a person named, such as the settings.
public enum InputFile {
  /// Whether there is one of that name.
  public static func isThere(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

  /// Its octets, no more than one beyond `limit`, so that the reader sees that it is too long. Nil where there is none
  /// and there need not be one. Never waits: a pipe or a directory is refused.
  public static func read(
    _ path: String, limit: Int, mayBeMissing: Bool = false
  ) throws(SystemError) -> [UInt8]? {
    let operation = "read \(String(foreign: path.utf8))"
    var bytes: [UInt8] = []
    do throws(SmallFile.Failure) {
      try SmallFile.pieces(of: path, kinds: [S_IFREG, S_IFCHR]) { piece in
        piece.copy(into: &bytes)
        return bytes.count <= limit
      }
    } catch {
      switch error {
      case .open(ENOENT) where mayBeMissing: return nil
      // Whoever may not read it can do something about that; else it is the file that is wrong.
      case .open(let errno):
        throw SystemError(operation, errno: errno, isInputOutput: errno != EACCES && errno != EPERM)
      case .kind(let errno):
        throw SystemError(operation, errno: errno, advice: "name a regular file", isInputOutput: true)
      case .read(let errno): throw SystemError(operation, errno: errno, isInputOutput: true)
      }
    }
    return Array(bytes.prefix(limit + 1))
  }
}
