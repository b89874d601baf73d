import Glibc

/// Files that others write: /proc, /sys, settings, and what other programs keep. A file is never waited for, as a named
/// pipe in its place would block for ever.
package enum SmallFile {
  /// Why a file is not read: the system's number.
  enum Failure: Error {
    case open(errno: Int32)
    /// It is no file of the kinds that are read.
    case kind(errno: Int32)
    case read(errno: Int32)
  }

  /// Gives a file's octets in pieces until `take` wants no more.
  static func pieces(
    of path: String, kinds: [mode_t] = [S_IFREG], flags: Int32 = 0, _ take: (Span<UInt8>) -> Bool
  ) throws(Failure) {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | flags)
    guard descriptor >= 0 else { throw .open(errno: errno) }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, kinds.contains(status.st_mode & S_IFMT) else {
      throw .kind(errno: status.st_mode & S_IFMT == S_IFDIR ? EISDIR : EINVAL)
    }
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .read(errno: errno) }
      guard count > 0, take(chunk.span.extracting(first: count)) else { return }
    }
  }

  /// The bytes of a regular file, cut after `limit`; nil when it cannot be read.
  package static func bytes(_ path: String, limit: Int = 1 << 18, followsLinks: Bool = true) -> [UInt8]? {
    var bytes: [UInt8] = []
    do throws(Failure) {
      try pieces(of: path, flags: followsLinks ? 0 : O_NOFOLLOW) { piece in
        piece.copy(into: &bytes)
        return bytes.count < limit
      }
    } catch {
      guard case .read = error else { return nil }
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

extension Span<UInt8> {
  func copy(into bytes: inout [UInt8]) {
    bytes.reserveCapacity(bytes.count + count)
    for index in indices { bytes.append(self[index]) }
  }
}
