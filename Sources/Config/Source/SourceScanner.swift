internal import Wire

/// Reads TOML v1.0.0 (toml.io), and where its keys and values stand. What no setting has is not read, and said to be none:
/// lists of tables (`[[a]]`), numbers that are not decimal.
struct SourceScanner {
  /// Where it is no TOML, what was found there and what was expected.
  struct Stop: Error {
    let offset: Int
    let words: String
  }

  let bytes: [UInt8]
  var offset = 0
  private(set) var map = SourceMap()
  private(set) var tree = SettingsTree(.header)
  private(set) var stop: Stop?
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
    var table: [String] = []
    while true {
      try skipBlankLines()
      guard next != nil else { return }
      if next == UInt8(ascii: "[") {
        table = try header()
      } else {
        let pair = try pair(under: table.map(SourceMap.Step.key))
        guard tree.put(pair.value, pair.key[...], in: table[...]) else { throw twice(pair.place, pair.path) }
      }
      skipSpace()
      try skipComment()
      guard next == nil || isLineEnd else { throw expected("a line of its own, or a comment after \"#\"") }
    }
  }

  private mutating func header() throws(Stop) -> [String] {
    let start = offset
    offset += 1
    let isList = take("[")
    let name = offset
    let path = try key(under: [])
    try demand("]", "after a table's name")
    if isList {
      try demand("]", "after a table's name")
      let found = SourceText.excerpt(bytes[start..<offset])
      throw Stop(offset: name, words: "\(found): expected one bracket on either side, not two")
    }
    guard tree.open(path[...]) else { throw twice(start..<offset, path.map(SourceMap.Step.key)) }
    return path
  }

  /// A key, which may have dots, and its value.
  private struct Pair {
    let key: [String]
    let path: SourceMap.Path
    let place: Range<Int>
    let value: SettingsNode
  }

  private mutating func pair(under table: SourceMap.Path) throws(Stop) -> Pair {
    let start = offset
    let key = try key(under: table)
    let path = table + key.map(SourceMap.Step.key)
    let place = start..<offset
    try demand("=", "after a key")
    skipSpace()
    return Pair(key: key, path: path, place: place, value: try value(path))
  }

  private func twice(_ range: Range<Int>, _ path: SourceMap.Path) -> Stop {
    let earlier = (1...path.count).reversed().lazy.compactMap { map.key(Array(path.prefix($0))) }
      .first { $0 < range.lowerBound }
    let line = SourceText(bytes).position(of: earlier ?? range.lowerBound).line
    let name = bytes[range]
    let end = name.lastIndex { $0 != 0x20 && $0 != 0x09 } ?? name.startIndex
    return Stop(
      offset: range.lowerBound,
      words: "\(SourceText.excerpt(name[...end])): expected once; it stands in line \(line) already")
  }

  // The parts of a dotted key, with the space around them.
  private mutating func key(under table: SourceMap.Path) throws(Stop) -> [String] {
    var parts: [String] = []
    repeat {
      skipSpace()
      let start = offset
      parts.append(try keyPart())
      let path = table + parts.map(SourceMap.Step.key)
      guard path.count <= Self.deepest else { throw Stop(offset: start, words: "keys nested too deep") }
      map.note(key: path, at: start)
      skipSpace()
    } while take(".")
    return parts
  }

  private mutating func value(_ path: SourceMap.Path) throws(Stop) -> SettingsNode {
    let start = offset
    depth += 1
    guard depth <= Self.deepest else { throw Stop(offset: start, words: "values nested too deep") }
    let node: SettingsNode =
      switch next {
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        .text(String(decoding: try string(mayBeLong: true), as: UTF8.self))
      case UInt8(ascii: "["): .list(try array(path))
      case UInt8(ascii: "{"): .table(try inlineTable(path))
      default: try word()
      }
    depth -= 1
    map.note(value: path, start..<offset)
    return node
  }

  private mutating func array(_ path: SourceMap.Path) throws(Stop) -> [SettingsNode] {
    offset += 1
    var nodes: [SettingsNode] = []
    try skipBlankLines()
    while !take("]") {
      nodes.append(try value(path + [.index(nodes.count)]))
      try skipBlankLines()
      if take(",") {
        try skipBlankLines()
      } else if next != UInt8(ascii: "]") {
        throw expected("\",\" or \"]\" in a list")
      }
    }
    return nodes
  }

  private mutating func inlineTable(_ path: SourceMap.Path) throws(Stop) -> SettingsTree {
    offset += 1
    skipSpace()
    var tree = SettingsTree(.dotted)
    if !take("}") {
      repeat {
        let pair = try pair(under: path)
        guard tree.put(pair.value, pair.key[...]) else { throw twice(pair.place, pair.path) }
      } while skippingSpace { $0.take(",") }
      try demand("}", "or \",\" in a table on one line")
    }
    tree.close()
    return tree
  }

  // A number, a date, true: all that needs no quotes.
  private mutating func word() throws(Stop) -> SettingsNode {
    let start = offset
    let ends: [UInt8] = [0x0a, 0x0d] + ",]}#".utf8
    let word = bytes[offset...].prefix { !ends.contains($0) }
    let end = word.lastIndex { $0 != 0x20 && $0 != 0x09 }.map { $0 + 1 } ?? start
    guard let node = Bareword.node(bytes[start..<end]) else {
      throw expected("a value: text in quotes, a whole number, true, false or a list")
    }
    offset = end
    return node
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
