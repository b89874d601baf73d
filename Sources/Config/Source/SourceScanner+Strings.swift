extension SourceScanner {
  /// One part of a key: bare, or quoted on one line.
  mutating func keyPart() throws(Stop) -> String {
    if next == UInt8(ascii: "\"") || next == UInt8(ascii: "'") {
      return String(decoding: try string(mayBeLong: false), as: UTF8.self)
    }
    let start = offset
    while let octet = next, Self.isBare(octet) { offset += 1 }
    guard offset > start else { throw stuck }
    return String(decoding: bytes[start..<offset], as: UTF8.self)
  }

  /// A string of any of the four kinds, from its first quote to its last; what it says.
  mutating func string(mayBeLong: Bool) throws(Stop) -> [UInt8] {
    guard let quote = next else { throw stuck }
    let isLong = mayBeLong && bytes[offset...].prefix(3).elementsEqual([quote, quote, quote])
    offset += isLong ? 3 : 1
    let takesEscapes = quote == UInt8(ascii: "\"")
    var content: [UInt8] = []
    while let octet = next {
      if octet == quote, !isLong || bytes[offset...].prefix(3).elementsEqual([quote, quote, quote]) {
        offset += isLong ? 3 : 1
        // Up to two quotes may stand before the three that end it.
        for _ in 0..<2 where isLong && next == quote { offset += 1 }
        return content
      }
      if octet == 0x0a, !isLong { throw stuck }
      if octet == UInt8(ascii: "\\"), takesEscapes {
        content += try escape()
      } else {
        content.append(octet)
        offset += 1
      }
    }
    throw stuck
  }

  private mutating func escape() throws(Stop) -> [UInt8] {
    let start = offset
    offset += 1
    guard let octet = next else { throw stuck }
    // A line that ends in a backslash is the reader's to join.
    if octet != 0x0a { offset += 1 }
    switch octet {
    case UInt8(ascii: "u"): return try character(4, start)
    case UInt8(ascii: "U"): return try character(8, start)
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "n"): return [0x0a]
    case UInt8(ascii: "f"): return [0x0c]
    case UInt8(ascii: "r"): return [0x0d]
    case 0x0a: return []
    default: return [octet]
    }
  }

  private mutating func character(_ digits: Int, _ start: Int) throws(Stop) -> [UInt8] {
    let text = String(decoding: bytes[offset...].prefix(digits), as: UTF8.self)
    guard text.utf8.count == digits, let number = UInt32(text, radix: 16), let scalar = Unicode.Scalar(number)
    else { throw stuck }
    // TOMLKit hands texts on as C strings.
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
