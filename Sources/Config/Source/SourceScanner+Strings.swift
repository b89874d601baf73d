extension SourceScanner {
  /// One part of a key: bare, or quoted on one line.
  mutating func keyPart() throws(Stop) -> String {
    if next == UInt8(ascii: "\"") || next == UInt8(ascii: "'") {
      return String(decoding: try string(mayBeLong: false), as: UTF8.self)
    }
    let start = offset
    while let octet = next, Self.isBare(octet) { offset += 1 }
    guard offset > start else {
      throw expected("a key: letters, digits, \"-\" and \"_\", or anything in quotes")
    }
    return String(decoding: bytes[start..<offset], as: UTF8.self)
  }

  /// A string of any of the four kinds, from its first quote to its last; what it says.
  mutating func string(mayBeLong: Bool) throws(Stop) -> [UInt8] {
    guard let quote = next else { throw expected("text in quotes") }
    let start = offset
    let isLong = mayBeLong && bytes[offset...].prefix(3).elementsEqual([quote, quote, quote])
    offset += isLong ? 3 : 1
    // A line's end right behind the first quotes is not part of it.
    if isLong, isLineEnd { offset += next == 0x0d ? 2 : 1 }
    let takesEscapes = quote == UInt8(ascii: "\"")
    var content: [UInt8] = []
    while let octet = next {
      if octet == quote, !isLong || bytes[offset...].prefix(3).elementsEqual([quote, quote, quote]) {
        offset += isLong ? 3 : 1
        // Up to two quotes may stand before the three that end it.
        for _ in 0..<2 where isLong && next == quote {
          content.append(quote)
          offset += 1
        }
        return content
      }
      if octet == UInt8(ascii: "\\"), takesEscapes {
        content += try escape(mayJoinLines: isLong)
      } else if isLineEnd {
        guard isLong else { break }
        content.append(0x0a)
        offset += octet == 0x0d ? 2 : 1
      } else {
        guard octet >= 0x20 || octet == 0x09, octet != 0x7f else { throw control }
        content.append(octet)
        offset += 1
      }
    }
    let found = SourceText.excerpt(bytes[start..<offset])
    throw Stop(offset: start, words: "\(found): expected a quote at its end")
  }

  private mutating func escape(mayJoinLines: Bool) throws(Stop) -> [UInt8] {
    let start = offset
    offset += 1
    if mayJoinLines {
      let rest = bytes[offset...].drop { $0 == 0x20 || $0 == 0x09 }
      if rest.starts(with: [0x0a]) || rest.starts(with: [0x0d, 0x0a]) {
        // It joins the next line that is not blank.
        offset = rest.startIndex
        while next == 0x20 || next == 0x09 || isLineEnd { offset += next == 0x0d ? 2 : 1 }
        return []
      }
    }
    let octet = next
    offset += 1
    switch octet {
    case UInt8(ascii: "u"): return try character(4, start)
    case UInt8(ascii: "U"): return try character(8, start)
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "n"): return [0x0a]
    case UInt8(ascii: "f"): return [0x0c]
    case UInt8(ascii: "r"): return [0x0d]
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): return [octet ?? 0]
    default:
      offset = start
      throw expected("\"\\\\\" for a backslash, or text in single quotes")
    }
  }

  private mutating func character(_ digits: Int, _ start: Int) throws(Stop) -> [UInt8] {
    let text = String(decoding: bytes[offset...].prefix(digits), as: UTF8.self)
    guard text.utf8.count == digits, let number = UInt32(text, radix: 16), let scalar = Unicode.Scalar(number)
    else {
      throw Stop(
        offset: start, words: "\\\(digits == 4 ? "u" : "U"): expected \(digits) digits of a character")
    }
    // Texts become paths and arguments, which are C strings.
    guard number != 0 else { throw Stop(offset: start, words: "a NUL character: expected text without it") }
    offset += digits
    return Array(String(scalar).utf8)
  }

  private static func isBare(_ octet: UInt8) -> Bool {
    switch octet {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    default: false
    }
  }
}
