import Glibc

/// Small files that others write: /proc, /sys, and what other programs configure themselves by.
///
/// Only regular files are read, never waited for, and no more of them than `limit`.
package enum SmallFile {
  /// The bytes of a file, cut after `limit`; nil when it cannot be read.
  package static func bytes(_ path: String, limit: Int = 1 << 18) -> [UInt8]? {
    // A named pipe in the place of a file would block for ever.
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count < limit {
      let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      bytes += chunk.prefix(count)
    }
    return Array(bytes.prefix(limit))
  }

  /// The same as text; what is no UTF-8 is replaced.
  package static func text(_ path: String, limit: Int = 1 << 18) -> String? {
    bytes(path, limit: limit).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The lines of a file, none when it cannot be read.
  package static func lines(_ path: String, limit: Int = 1 << 22) -> [Substring] {
    text(path, limit: limit)?.split(whereSeparator: \.isNewline) ?? []
  }

  /// What a directory holds, sorted; nil when it cannot be listed.
  package static func names(in directory: String) -> [String]? {
    guard let stream = unsafe opendir(directory) else { return nil }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
        unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// Where a symbolic link points to; nil when it cannot be read.
  package static func destination(of path: String) -> String? {
    var bytes = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = unsafe bytes.withUnsafeMutableBytes { buffer -> Int in
      guard let start = buffer.baseAddress else { return 0 }
      return unsafe readlink(path, start.assumingMemoryBound(to: CChar.self), buffer.count)
    }
    return count > 0 ? String(decoding: bytes.prefix(count), as: UTF8.self) : nil
  }
}
