internal import Wire

/// Walks over TOML (v1.0.0) for the places of keys and values, and lets toml++ see only what is well formed: nesting
/// without end would overflow its stack, and some of what is no TOML trips its assertions.
struct SourceScanner {
  /// Where it is no TOML, what was found there and what was expected.
  struct Stop: Error {
    let offset: Int
    let words: String
  }

  let bytes: [UInt8]
  var offset = 0
  private(set) var map = SourceMap()
  private(set) var stop: Stop?
  private var headers: [SourceMap.Path: Int] = [:]
  private var depth = 0

  // A settings file needs three.
  private static let deepest = 16

  init(_ text: SourceText) {
    bytes = text.bytes
    do throws(Stop) {
      try document()
    } catch {
      stop = error
    }
  }

  var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  /// Takes an octet if it comes next.
  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    offset += 1
    return true
  }

  private mutating func demand(_ character: Unicode.Scalar, _ place: String) throws(Stop) {
    guard take(character) else { throw expected("\"\(character)\" \(place)") }
  }

  /// What is here is not what was expected.
  func expected(_ what: String) -> Stop { Stop(offset: offset, words: "\(found): expected \(what)") }

  private var found: String {
    let word = bytes[offset...].prefix { $0 > 0x20 }
    if !word.isEmpty { return SourceText.excerpt(word) }
    switch next {
    case nil: return "end of the file"
    case _ where isLineEnd: return "end of the line"
    case 0x0d: return "a carriage return alone"
    default: return SourceText.excerpt(bytes[offset...].prefix(1))
    }
  }

  private mutating func document() throws(Stop) {
    var table: SourceMap.Path = []
    while true {
      try skipBlankLines()
      guard next != nil else { return }
      if next == UInt8(ascii: "[") { table = try header() } else { try pair(under: table) }
      skipSpace()
      try skipComment()
      guard next == nil || isLineEnd else { throw expected("a line of its own, or a comment after \"#\"") }
    }
  }

  private mutating func header() throws(Stop) -> SourceMap.Path {
    let start = offset
    offset += 1
    let isArray = take("[")
    let path = try key(under: [])
    try demand("]", "after a table's name")
    if isArray { try demand("]", "after a table's name") }
    if !isArray, let earlier = headers.updateValue(start, forKey: path) {
      throw Stop(offset: start, words: twice(bytes[start..<offset], earlier))
    }
    return path
  }

  private mutating func pair(under table: SourceMap.Path) throws(Stop) {
    let start = offset
    let path = try key(under: table)
    if let earlier = map.value(path) {
      throw Stop(offset: start, words: twice(bytes[start..<offset], earlier.lowerBound))
    }
    try demand("=", "after a key")
    skipSpace()
    try value(path)
  }

  private func twice(_ name: ArraySlice<UInt8>, _ earlier: Int) -> String {
    let line = SourceText(bytes).position(of: earlier).line
    let end = name.lastIndex { $0 != 0x20 && $0 != 0x09 } ?? name.startIndex
    let name = SourceText.excerpt(name[...end])
    return "\(name): expected once; it stands in line \(line) already"
  }

  // The parts of a dotted key, with the space around them.
  private mutating func key(under table: SourceMap.Path) throws(Stop) -> SourceMap.Path {
    var path = table
    repeat {
      skipSpace()
      let start = offset
      path.append(.key(try keyPart()))
      guard path.count <= Self.deepest else { throw Stop(offset: start, words: "keys nested too deep") }
      map.note(key: path, at: start)
      skipSpace()
    } while take(".")
    return path
  }

  private mutating func value(_ path: SourceMap.Path) throws(Stop) {
    let start = offset
    depth += 1
    guard depth <= Self.deepest else { throw Stop(offset: start, words: "values nested too deep") }
    switch next {
    case UInt8(ascii: "\""), UInt8(ascii: "'"): _ = try string(mayBeLong: true)
    case UInt8(ascii: "["): try array(path)
    case UInt8(ascii: "{"): try inlineTable(path)
    default: try word()
    }
    depth -= 1
    map.note(value: path, start..<offset)
  }

  private mutating func array(_ path: SourceMap.Path) throws(Stop) {
    offset += 1
    var index = 0
    try skipBlankLines()
    while !take("]") {
      try value(path + [.index(index)])
      index += 1
      try skipBlankLines()
      if take(",") {
        try skipBlankLines()
      } else if next != UInt8(ascii: "]") {
        throw expected("\",\" or \"]\" in a list")
      }
    }
  }

  private mutating func inlineTable(_ path: SourceMap.Path) throws(Stop) {
    offset += 1
    skipSpace()
    guard !take("}") else { return }
    repeat { try pair(under: path) } while skippingSpace { $0.take(",") }
    try demand("}", "or \",\" in a table on one line")
  }

  // A number, a date, true: all that needs no quotes.
  private mutating func word() throws(Stop) {
    let start = offset
    let ends: [UInt8] = [0x0a, 0x0d] + ",]}#".utf8
    let word = bytes[offset...].prefix { !ends.contains($0) }
    let end = word.lastIndex { $0 != 0x20 && $0 != 0x09 }.map { $0 + 1 } ?? start
    guard Bareword.isOne(bytes[start..<end]) else {
      throw expected("a value: text in quotes, a whole number, true, false or a list")
    }
    offset = end
  }

  private mutating func skippingSpace(_ body: (inout Self) -> Bool) -> Bool {
    skipSpace()
    return body(&self)
  }

  private mutating func skipSpace() {
    while next == 0x20 || next == 0x09 { offset += 1 }
  }

  var isLineEnd: Bool {
    next == 0x0a || next == 0x0d && bytes[offset...].dropFirst().first == 0x0a
  }

  private mutating func skipComment() throws(Stop) {
    guard take("#") else { return }
    while let octet = next, !isLineEnd {
      guard octet >= 0x20 || octet == 0x09, octet != 0x7f else { throw control }
      offset += 1
    }
  }

  private mutating func skipBlankLines() throws(Stop) {
    while true {
      skipSpace()
      try skipComment()
      guard isLineEnd else { return }
      offset += next == 0x0d ? 2 : 1
    }
  }

  /// A control character, which TOML has nowhere but for tabs.
  var control: Stop { Stop(offset: offset, words: "a control character: expected text") }
}
