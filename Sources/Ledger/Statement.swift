import CSQLite

/// What a column holds or a parameter is given.
enum Value: Hashable {
  case integer(Int64)
  case text(String)
  case null

  init(_ text: String?) { self = text.map(Value.text) ?? .null }
  init(_ number: Int64?) { self = number.map(Value.integer) ?? .null }
  init(_ number: Int?) { self.init(number.map(Int64.init)) }

  var integer: Int64? { if case .integer(let value) = self { value } else { nil } }
  var text: String? { if case .text(let value) = self { value } else { nil } }
}

/// A prepared statement.
@safe final class Statement {
  /// A row, as long as it is lent.
  @safe struct Row {
    fileprivate let handle: OpaquePointer

    /// A column, counted from 0; bytes and fractions, which nothing here writes, are null.
    subscript(column: Int) -> Value {
      let column = Int32(truncatingIfNeeded: column)
      switch unsafe sqlite3_column_type(handle, column) {
      case SQLITE_INTEGER: return unsafe .integer(sqlite3_column_int64(handle, column))
      case SQLITE_TEXT:
        guard let start = unsafe sqlite3_column_text(handle, column) else { return .null }
        let count = Int(unsafe sqlite3_column_bytes(handle, column))
        return unsafe .text(
          String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self))
      default: return .null
      }
    }
  }

  private let handle: OpaquePointer
  private unowned let database: Database

  init(_ handle: OpaquePointer, of database: Database) {
    unsafe self.handle = handle
    self.database = database
  }

  deinit { unsafe sqlite3_finalize(handle) }

  /// Runs it to its end with these values, in the order of its question marks.
  func run(_ values: Value...) throws(LedgerError) { try step(values, "write") { _ in } }

  /// Lends each row to `body`.
  func rows(_ values: Value..., body: (Row) -> Void) throws(LedgerError) { try step(values, "read", body) }

  private func step(_ values: [Value], _ operation: String, _ body: (Row) -> Void) throws(LedgerError) {
    defer {
      unsafe sqlite3_reset(handle)
      unsafe sqlite3_clear_bindings(handle)
    }
    for (index, value) in values.enumerated() { try bind(value, Int32(truncatingIfNeeded: index + 1)) }
    while true {
      switch unsafe sqlite3_step(handle) {
      case SQLITE_ROW: unsafe body(Row(handle: handle))
      case SQLITE_DONE: return
      default: throw database.error(operation)
      }
    }
  }

  private func bind(_ value: Value, _ index: Int32) throws(LedgerError) {
    let status =
      switch value {
      case .integer(let number): unsafe sqlite3_bind_int64(handle, index, number)
      case .text(let text):
        unsafe sqlite3_bind_text(
          handle, index, text, Int32(clamping: text.utf8.count), dhcpward_sqlite_transient())
      case .null: unsafe sqlite3_bind_null(handle, index)
      }
    guard status == SQLITE_OK else { throw database.error("write") }
  }
}
