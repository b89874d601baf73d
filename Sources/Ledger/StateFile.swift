import CSQLite
import Glibc
import Wire

/// Where the state is: its directory, who may read it, and where a damaged one goes.
enum StateFile {
  /// How many damaged files are kept: enough to look into, not so many that they fill the disk.
  private static let keptDamaged = 3
  /// What belongs to a SQLite file and goes with it.
  private static let parts = ["", "-wal", "-shm"]

  /// Makes the directory, 0750, where it is missing, and the file, and takes the right to write it.
  static func take(_ path: String, distrust: (String) -> String?) throws(LedgerError) -> StateLock {
    let directory = self.directory(of: path)
    if unsafe mkdir(directory, 0o750) == 0 { synchronize(directory) }
    // Names that others can make may be links to anything, and a log beside the file is taken for its own.
    if let words = distrust(directory) {
      throw LedgerError("open", path, code: SQLITE_CANTOPEN, words)
    }
    let lock = try StateLock(path)
    synchronize(directory)
    return lock
  }

  /// Closes it to everybody else.
  static func protect(_ path: String) {
    for part in parts {
      var status = stat()
      guard unsafe stat(path + part, &status) == 0, status.st_mode & 0o077 != 0 else { continue }
      // Who cannot do this could not write either, and is told so by SQLite.
      unsafe chmod(path + part, 0o600)
    }
  }

  /// Moves a damaged file out of the way, so that it can be looked into; gives its new path.
  static func setAside(_ path: String, now: Timestamp) throws(LedgerError) -> String {
    let digits = "\(now.truncated(to: .seconds(1)))".filter { $0 != "-" && $0 != ":" }
    var target = "\(path).damaged-\(digits)"
    var status = stat()
    for number in 2...99 where unsafe lstat(target, &status) == 0 {
      target = "\(path).damaged-\(digits)-\(number)"
    }
    for part in parts {
      guard unsafe rename(path + part, target + part) != 0 else { continue }
      let reason = errno
      guard part != "", reason == ENOENT else {
        throw LedgerError(
          "set aside", path, code: SQLITE_IOERR, words: "it is damaged and cannot be renamed", errno: reason)
      }
    }
    removeOldest(path)
    synchronize(directory(of: path))
    return target
  }

  private static func removeOldest(_ path: String) {
    let directory = self.directory(of: path)
    let prefix = path.split(separator: "/").last.map { "\($0).damaged-" }
    guard let prefix, let stream = unsafe opendir(directory) else { return }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { bytes in
        unsafe bytes.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if name.hasPrefix(prefix), !name.hasSuffix("-wal"), !name.hasSuffix("-shm") { names.append(name) }
    }
    // Their names are in the order of time.
    for name in names.sorted().dropLast(keptDamaged) {
      for part in parts { unsafe unlink("\(directory)/\(name)\(part)") }
    }
  }

  static func directory(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  // A name is not safe before its directory is.
  private static func synchronize(_ directory: String) {
    let descriptor = unsafe open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }
}
