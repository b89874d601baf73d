/// The tags and texts of XML, one after another, as far as they can be made out: comments, declarations and
/// CDATA are passed over, and what is never closed ends the sequence.
struct MarkupScanner: Sequence, IteratorProtocol {
  /// A piece of the text.
  enum Token {
    /// `<name attribute='value'>`; `isEmpty` when it closes itself.
    case start(name: ArraySlice<UInt8>, attributes: ArraySlice<UInt8>, isEmpty: Bool)
    /// `</name>`
    case end(name: ArraySlice<UInt8>)
    /// What stands between tags.
    case text(ArraySlice<UInt8>)
  }

  private var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  mutating func next() -> Token? {
    while let first = rest.first {
      guard first == UInt8(ascii: "<") else {
        let text = rest.prefix { $0 != UInt8(ascii: "<") }
        rest = rest.dropFirst(text.count)
        return .text(text)
      }
      if rest.starts(with: "<!--".utf8) {
        skip(4, past: "-->")
      } else if rest.starts(with: "<![CDATA[".utf8) {
        skip(9, past: "]]>")
      } else if rest.starts(with: "<?".utf8) {
        skip(2, past: "?>")
      } else if rest.starts(with: "<!".utf8) {
        skip(2, past: ">")
      } else {
        return tag()
      }
    }
    return nil
  }

  private mutating func skip(_ count: Int, past mark: String) {
    let mark = Array(mark.utf8)
    var index = rest.startIndex + count
    while index + mark.count <= rest.endIndex {
      if rest[index] == mark[0], rest[index...].starts(with: mark) {
        rest = rest[(index + mark.count)...]
        return
      }
      index += 1
    }
    rest = []
  }

  private mutating func tag() -> Token? {
    var quote: UInt8?
    guard
      let end = rest.firstIndex(where: { byte in
        if let open = quote {
          if byte == open { quote = nil }
        } else if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
          quote = byte
        }
        return quote == nil && byte == UInt8(ascii: ">")
      })
    else {
      rest = []
      return nil
    }
    var inside = rest[..<end].dropFirst()
    rest = rest[(end + 1)...]
    let isEnd = inside.first == UInt8(ascii: "/")
    let isEmpty = inside.last == UInt8(ascii: "/")
    if isEnd { inside = inside.dropFirst() }
    if isEmpty { inside = inside.dropLast() }
    let name = inside.prefix { !isSpace($0) }
    return isEnd
      ? .end(name: name) : .start(name: name, attributes: inside.dropFirst(name.count), isEmpty: isEmpty)
  }

  /// The value of an attribute as it is written.
  static func value(of name: String, in attributes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    var rest = attributes
    while let equals = rest.firstIndex(of: UInt8(ascii: "=")) {
      let key = rest[..<equals].split(whereSeparator: isSpace).last ?? []
      let value = rest[(equals + 1)...].drop(while: isSpace)
      guard let quote = value.first, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\""),
        let end = value.dropFirst().firstIndex(of: quote)
      else { return nil }
      if key.elementsEqual(name.utf8) { return value[(value.startIndex + 1)..<end] }
      rest = rest[(end + 1)...]
    }
    return nil
  }
}

private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }
