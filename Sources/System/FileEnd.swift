import Glibc
import Wire

/// A file that others write and that may be long: all of it, or its end.
package struct FileEnd {
  /// The octets that were read, no more than asked for.
  package let octets: [UInt8]
  /// How the file begins, when that is not among them.
  package let head: [UInt8]?

  private static let headLength = 4096

  /// Reads the last octets of a regular file, as many as `limit`. Never waits, and follows no link that stands in its
  /// place.
  package init(_ path: String, limit: Int) throws(SystemError) {
    let operation = "read \(String(foreign: path.utf8))"
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW)
    guard descriptor >= 0 else { throw SystemError(operation, errno: errno) }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw SystemError(operation, errno: errno) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw SystemError(operation, errno: status.st_mode & S_IFMT == S_IFDIR ? EISDIR : EINVAL)
    }
    let start = max(0, Int(status.st_size) - limit)
    head =
      start > 0 ? try Self.read(descriptor, from: 0, atMost: Self.headLength, operation) : nil
    octets = try Self.read(descriptor, from: start, atMost: limit, operation)
  }

  private static func read(
    _ descriptor: Int32, from start: Int, atMost limit: Int, _ operation: String
  ) throws(SystemError) -> [UInt8] {
    var octets: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: min(limit, 1 << 16))
    while octets.count < limit {
      let wanted = min(chunk.count, limit - octets.count)
      let count = unsafe chunk.withUnsafeMutableBytes {
        unsafe pread(descriptor, $0.baseAddress, wanted, off_t(start + octets.count))
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw SystemError(operation, errno: errno) }
      guard count > 0 else { break }
      octets += chunk[..<count]
    }
    return octets
  }
}
