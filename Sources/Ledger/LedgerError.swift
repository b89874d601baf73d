internal import Wire

/// Something that was not kept, or could not be read: one line, with what to do. It never means that a block does not
/// hold, only that it may not be remembered.
public struct LedgerError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was tried: `open`, `write`, `read`.
  public let operation: String
  /// On which file.
  public let path: String
  /// SQLite's extended result code (sqlite.org/rescode.html); 0 when all is well again.
  public let code: Int32
  /// SQLite's words, or the system's.
  public let words: String
  /// What to do about it; empty when there is nothing to say.
  public let advice: String

  init(_ operation: String, _ path: String, code: Int32, _ words: String, advice: String = "") {
    (self.operation, self.path, self.code, self.words, self.advice) = (operation, path, code, words, advice)
  }

  /// It is good news: state is written again.
  public var isRecovery: Bool { code == 0 }

  /// `OPERATION PATH: words; what to do`.
  public var description: String {
    "\(operation) \(String(foreign: path.utf8)): \(words)" + (advice.isEmpty ? "" : "; \(advice)")
  }
}
