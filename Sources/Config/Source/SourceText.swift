internal import Wire

/// The octets of a settings file, and where in lines and columns an octet stands.
struct SourceText {
  /// Without a byte order mark.
  let bytes: [UInt8]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? Array(bytes.dropFirst(3)) : bytes
  }

  /// Counted from one; a column is a character of Unicode, as editors count.
  func position(of offset: Int) -> (line: Int, column: Int) {
    let before = bytes.prefix(offset)
    let start = before.lastIndex(of: 0x0a).map { $0 + 1 } ?? 0
    let line = before.reduce(1) { $0 + ($1 == 0x0a ? 1 : 0) }
    return (line, 1 + before[start...].reduce(0) { $0 + ($1 & 0xc0 == 0x80 ? 0 : 1) })
  }

  /// What stands there, on one line and not too long, as it was written.
  func excerpt(_ range: Range<Int>) -> String { Self.excerpt(bytes[range]) }

  static func excerpt(_ octets: ArraySlice<UInt8>) -> String {
    let line = octets.prefix { $0 != 0x0a && $0 != 0x0d }
    let text = String(foreign: line.prefix(4 * longest).map { $0 == 0x09 ? 0x20 : $0 })
    guard text.unicodeScalars.count > longest || line.count < octets.count else { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.prefix(longest))) + "..."
  }

  /// The first octet that is not UTF-8, or is NUL, which no path and no argument can hold.
  var firstUnreadable: (offset: Int, words: String)? {
    var parser = Unicode.UTF8.ForwardParser()
    var octets = bytes.makeIterator()
    var offset = 0
    while true {
      switch parser.parseScalar(from: &octets) {
      case .valid(let scalar):
        if scalar.count == 1, scalar.first == 0 { return (offset, "a NUL octet: expected text") }
        offset += scalar.count
      case .error: return (offset, "an octet that is not UTF-8: expected text in UTF-8")
      case .emptyInput: return nil
      }
    }
  }

  private static let longest = 60
}
