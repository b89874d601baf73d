import Glibc
import Wire

/// A file that appears under its name when all of it is written, or not at all.
public enum OutputFile {
  /// Puts text under a name: written beside it, then renamed over what was there. What cannot be replaced so, a device
  /// or a pipe, is written to.
  public static func write(_ text: String, to path: String) throws(SystemError) {
    try write(text, to: path, mode: nil)
  }

  /// Replaces a file that is written again and again, of this mode: with nothing waited for, as it need not outlive the
  /// machine, and whatever is there replaced, as a pipe would keep the daemon waiting.
  public static func refresh(_ text: String, at path: String, mode: UInt32 = 0o644) throws(SystemError) {
    try write(text, to: path, mode: mode)
  }

  private static func write(_ text: String, to path: String, mode refreshed: UInt32?) throws(SystemError) {
    var status = stat()
    if refreshed == nil, unsafe stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      return try writeThrough(text, to: path)
    }
    // A symbolic link stays one: the file that it means is replaced.
    let path = resolved(path)
    let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
    let directory = slash.map { path[...$0] } ?? ""
    let name = slash.map { path[path.utf8.index(after: $0)...] } ?? path[...]
    var template = Array("\(directory).\(name.prefix(64)).XXXXXX".utf8CString)
    let descriptor = unsafe mkstemp(&template)
    guard descriptor >= 0 else { throw failure(path, errno) }
    let temporary = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    do throws(SystemError) {
      defer { close(descriptor) }
      // What a file made by open(2) would be.
      let mask = umask(0)
      umask(mask)
      let mode =
        refreshed ?? (status.st_mode & S_IFMT == S_IFREG ? status.st_mode & 0o777 : 0o666 & ~mask)
      try pour(text, into: descriptor, path)
      guard fchmod(descriptor, mode) == 0, refreshed != nil || fsync(descriptor) == 0 else {
        throw failure(path, errno)
      }
      guard unsafe rename(temporary, path) == 0 else { throw failure(path, errno) }
    } catch {
      unsafe unlink(temporary)
      throw error
    }
  }

  private static func writeThrough(_ text: String, to path: String) throws(SystemError) {
    let descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { throw failure(path, errno) }
    defer { close(descriptor) }
    try pour(text, into: descriptor, path)
  }

  private static func pour(_ text: String, into descriptor: Int32, _ path: String) throws(SystemError) {
    let bytes = Array(text.utf8)
    var start = 0
    while start < bytes.count {
      let count = unsafe bytes[start...].withUnsafeBytes {
        unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw failure(path, errno) }
      start += count
    }
  }

  private static func resolved(_ path: String) -> String {
    guard let whole = unsafe realpath(path, nil) else { return path }
    defer { unsafe free(whole) }
    return unsafe String(cString: whole)
  }

  private static func failure(_ path: String, _ errno: Int32) -> SystemError {
    SystemError("write \(String(foreign: path.utf8))", errno: errno, isCreation: true)
  }
}
