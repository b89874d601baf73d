import CLinux
import Glibc
import Wire

/// A file that others write and that may be long: all of it, or its end.
package struct FileEnd {
  /// The octets that were read, no more than asked for.
  package let octets: [UInt8]
  /// How the file begins, when that is not among them.
  package let head: [UInt8]?

  private static let headLength = 4096

  /// Reads the last octets of a regular file, as many as `limit`. `root` is the directory that the path begins at, such as
  /// another process's; in it no symbolic link is followed, wherever in the path. Never waits.
  package init(_ path: String, under root: String = "/", limit: Int) throws(SystemError) {
    let operation = "read \(String(foreign: path.utf8))"
    let place = try Self.open(path, under: root, operation)
    defer { close(place) }
    var status = stat()
    guard unsafe fstat(place, &status) == 0 else { throw SystemError(operation, errno: errno) }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFLNK: throw SystemError(operation, errno: ELOOP)
    case S_IFDIR: throw SystemError(operation, errno: EISDIR)
    default: throw SystemError(operation, errno: EINVAL)
    }
    // Only now: a device does things when it is opened.
    let descriptor = unsafe Glibc.open("/proc/self/fd/\(place)", O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw SystemError(operation, errno: errno) }
    defer { close(descriptor) }
    let start = max(0, Int(status.st_size) - limit)
    head =
      start > 0 ? try Self.read(descriptor, from: 0, atMost: Self.headLength, operation) : nil
    octets = try Self.read(descriptor, from: start, atMost: limit, operation)
  }

  /// Part by part: O_NOFOLLOW concerns the last part of a path alone, and a link of another process's would be followed from
  /// this one's root.
  private static func open(_ path: String, under root: String, _ operation: String) throws(SystemError)
    -> Int32
  {
    let step = dhcpward_o_path | O_DIRECTORY | O_CLOEXEC
    var place = unsafe Glibc.open(root, step)
    var parts = path.split(separator: "/").map(String.init)[...]
    while place >= 0, let part = parts.popFirst() {
      let flags = parts.isEmpty ? dhcpward_o_path | O_CLOEXEC : step
      let next = part == ".." ? -1 : unsafe openat(place, part, flags | O_NOFOLLOW)
      // O_DIRECTORY says of a link that it is no directory.
      let problem = part == ".." || errno == ENOTDIR ? ELOOP : errno
      close(place)
      guard next >= 0 else { throw SystemError(operation, errno: problem) }
      place = next
    }
    guard place >= 0 else { throw SystemError(operation, errno: errno) }
    return place
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
