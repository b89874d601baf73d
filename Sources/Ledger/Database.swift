import CSQLite
import Glibc

/// One connection to a SQLite file. Statements are prepared once; values are bound, never spliced.
@safe final class Database {
  let path: String
  private let handle: OpaquePointer
  private var statements: [String: Statement] = [:]

  /// Opens the file for reading and writing, in WAL mode, every commit synced before it returns.
  init(writing path: String, vfs: String?, checkpoint pages: Int) throws(LedgerError) {
    self.path = path
    // A name such as `:memory:` is a file like any other.
    let name = path.hasPrefix("/") ? path : "./" + path
    unsafe handle = try Self.open(name, SQLITE_OPEN_READWRITE, vfs, path)
    // Nobody waits for a lock longer than a frame may wait for the daemon.
    unsafe sqlite3_busy_timeout(handle, 100)
    // What is not ours is not made a file in WAL mode either.
    _ = try requireOurs()
    try run("PRAGMA cell_size_check=ON")
    try run("PRAGMA cache_size=-512")
    try run("PRAGMA synchronous=FULL")
    try run("PRAGMA journal_mode=WAL")
    try run("PRAGMA wal_autocheckpoint=\(pages)")
    try run("PRAGMA journal_size_limit=4194304")
  }

  /// Opens the file for reading alone. Nothing is written, not even beside it: where there is no log there is none
  /// to be looked at, and a reader that did not say so would make one.
  init(reading path: String) throws(LedgerError) {
    self.path = path
    var status = stat()
    guard unsafe stat(path, &status) == 0 else {
      let words = unsafe String(cString: strerror(errno))
      throw LedgerError(
        "open", path, code: SQLITE_CANTOPEN, words,
        advice: "is it the daemon's state file? name it by --state")
    }
    let isInUse = unsafe stat(path + "-wal", &status) == 0 && status.st_size > 0
    let name = "file:\(Self.escaped(path))?mode=ro&" + (isInUse ? "readonly_shm=1" : "immutable=1")
    unsafe handle = try Self.open(name, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, nil, path)
    unsafe sqlite3_busy_timeout(handle, 2000)
  }

  deinit {
    statements = [:]
    unsafe sqlite3_close_v2(handle)
  }

  /// Runs statements that give nothing back.
  func run(_ sql: String) throws(LedgerError) {
    guard unsafe sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw error("write") }
  }

  /// A prepared statement, the same one for the same text.
  func statement(_ sql: String) throws(LedgerError) -> Statement {
    if let statement = statements[sql] { return statement }
    var prepared: OpaquePointer?
    let status = unsafe sqlite3_prepare_v2(handle, sql, -1, &prepared, nil)
    guard status == SQLITE_OK, let prepared = unsafe prepared else { throw error("read") }
    let statement = unsafe Statement(prepared, of: self)
    statements[sql] = statement
    return statement
  }

  /// The first value of the first row, as a number or as text.
  func value(_ sql: String) throws(LedgerError) -> Value {
    var value = Value.null
    try statement(sql).rows { row in value = row[0] }
    return value
  }

  /// All of it or nothing.
  func transaction(_ body: () throws(LedgerError) -> Void) throws(LedgerError) {
    try run("BEGIN IMMEDIATE")
    do throws(LedgerError) {
      try body()
      try run("COMMIT")
    } catch {
      // After some errors SQLite has done so itself.
      if unsafe sqlite3_get_autocommit(handle) == 0 { unsafe sqlite3_exec(handle, "ROLLBACK", nil, nil, nil) }
      throw error
    }
  }

  /// What the connection complains of.
  func error(_ operation: String) -> LedgerError {
    unsafe LedgerError(
      operation, path, code: sqlite3_extended_errcode(handle), words: String(cString: sqlite3_errmsg(handle)),
      errno: sqlite3_system_errno(handle))
  }

  private static func open(
    _ name: String, _ flags: Int32, _ vfs: String?, _ path: String
  ) throws(LedgerError) -> OpaquePointer {
    var opened: OpaquePointer?
    let status = unsafe sqlite3_open_v2(name, &opened, flags | SQLITE_OPEN_NOMUTEX, vfs)
    guard let handle = unsafe opened else {
      throw unsafe LedgerError("open", path, code: status, words: String(cString: sqlite3_errstr(status)))
    }
    guard status == SQLITE_OK else {
      let error = unsafe LedgerError(
        "open", path, code: sqlite3_extended_errcode(handle), words: String(cString: sqlite3_errmsg(handle)),
        errno: sqlite3_system_errno(handle))
      unsafe sqlite3_close_v2(handle)
      throw error
    }
    unsafe sqlite3_extended_result_codes(handle, 1)
    unsafe dhcpward_sqlite_harden(handle)
    return unsafe handle
  }

  // A path as part of a URI (sqlite.org/uri.html).
  private static func escaped(_ path: String) -> String {
    let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-._~".utf8)
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: path.utf8.flatMap { byte in
        plain.contains(byte) ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }, as: UTF8.self)
  }
}
