import Glibc

/// A file or a directory that a person named, open to be read.
package final class InputDescriptor {
  /// What tells one file from another, whatever its names are.
  package struct Identity: Hashable {
    let device: UInt64
    let inode: UInt64
  }

  /// The descriptor, until this goes.
  package let descriptor: Int32
  package let identity: Identity
  package let isDirectory: Bool
  /// It can be read again from its beginning.
  package let isRegular: Bool
  /// Octets of a regular file.
  package let size: Int

  /// Nil when it is neither, as a pipe, which notices that somebody opened it; or cannot be opened.
  package init?(_ path: String) {
    guard [S_IFREG, S_IFDIR].contains(Self.kind(path)) else { return nil }
    var status = stat()
    descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0, unsafe fstat(descriptor, &status) == 0 else {
      if descriptor >= 0 { close(descriptor) }
      return nil
    }
    identity = Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
    isDirectory = status.st_mode & S_IFMT == S_IFDIR
    isRegular = status.st_mode & S_IFMT == S_IFREG
    size = Int(status.st_size)
  }

  deinit { close(descriptor) }

  /// Whether there is a regular file of that name.
  package static func isRegular(_ path: String) -> Bool { kind(path) == S_IFREG }

  private static func kind(_ path: String) -> mode_t {
    var status = stat()
    return unsafe stat(path, &status) == 0 ? status.st_mode & S_IFMT : 0
  }

  /// Its first octets, as many as there are.
  package func first(_ count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let got = unsafe pread(descriptor, &bytes, count, 0)
    return Array(bytes.prefix(max(0, got)))
  }
}
