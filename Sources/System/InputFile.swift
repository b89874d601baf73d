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
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else {
      if errno == ENOENT, mayBeMissing { return nil }
      // Whoever may not read it can do something about that; else it is the file that is wrong.
      throw SystemError(operation, errno: errno, isInputOutput: errno != EACCES && errno != EPERM)
    }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, [S_IFREG, S_IFCHR].contains(status.st_mode & S_IFMT) else {
      let isDirectory = status.st_mode & S_IFMT == S_IFDIR
      throw SystemError(
        operation, errno: isDirectory ? EISDIR : EINVAL, advice: "name a regular file", isInputOutput: true)
    }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count <= limit {
      let count = unsafe chunk.withUnsafeMutableBytes {
        unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw SystemError(operation, errno: errno, isInputOutput: true) }
      guard count > 0 else { break }
      bytes += chunk.prefix(count)
    }
    return Array(bytes.prefix(limit + 1))
  }
}
