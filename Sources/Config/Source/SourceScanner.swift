internal import Wire

/// Walks over TOML (v1.0.0) for the places of keys and values, and for what the reader of TOML is not to see: nesting
/// without end would overflow its stack. What it can't follow it leaves to the reader to complain about.
struct SourceScanner {
  /// Where it could not go on, and why, if that is not for the reader of TOML to say.
  struct Stop: Error {
    let offset: Int
    let words: String?
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

  mutating func demand(_ character: Unicode.Scalar) throws(Stop) {
    guard take(character) else { throw stuck }
  }

  var stuck: Stop { Stop(offset: offset, words: nil) }

  private mutating func document() throws(Stop) {
    var table: SourceMap.Path = []
    while true {
      skipBlankLines()
      guard next != nil else { return }
      if next == UInt8(ascii: "[") { table = try header() } else { try pair(under: table) }
      skipSpace()
      skipComment()
      guard next == nil || next == 0x0a || next == 0x0d else { throw stuck }
    }
  }

  private mutating func header() throws(Stop) -> SourceMap.Path {
    let start = offset
    offset += 1
    let isArray = take("[")
    let path = try key(under: [])
    try demand("]")
    if isArray { try demand("]") }
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
    try demand("=")
    skipSpace()
    try value(path)
  }

  private func twice(_ name: ArraySlice<UInt8>, _ earlier: Int) -> String {
    let line = SourceText(bytes).position(of: earlier).line
    let name = String(foreign: name.prefix { $0 != 0x20 && $0 != 0x09 })
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
    skipBlankLines()
    while !take("]") {
      try value(path + [.index(index)])
      index += 1
      skipBlankLines()
      if take(",") { skipBlankLines() } else if next != UInt8(ascii: "]") { throw stuck }
    }
  }

  private mutating func inlineTable(_ path: SourceMap.Path) throws(Stop) {
    offset += 1
    skipSpace()
    guard !take("}") else { return }
    repeat { try pair(under: path) } while skippingSpace { $0.take(",") }
    try demand("}")
  }

  // A number, a date, true: all that needs no quotes, up to what can end it.
  private mutating func word() throws(Stop) {
    let ends: [UInt8] = [0x0a, 0x0d] + ",]}#".utf8
    var end = offset
    while let octet = next, !ends.contains(octet) {
      offset += 1
      if octet != 0x20, octet != 0x09 { end = offset }
    }
    offset = end
    guard bytes[..<offset].last.map({ $0 != 0x20 && $0 != 0x09 && $0 != UInt8(ascii: "=") }) == true else {
      throw stuck
    }
  }

  private mutating func skippingSpace(_ body: (inout Self) -> Bool) -> Bool {
    skipSpace()
    return body(&self)
  }

  private mutating func skipSpace() {
    while next == 0x20 || next == 0x09 { offset += 1 }
  }

  private mutating func skipComment() {
    guard next == UInt8(ascii: "#") else { return }
    while let octet = next, octet != 0x0a { offset += 1 }
  }

  private mutating func skipBlankLines() {
    while true {
      skipSpace()
      skipComment()
      guard next == 0x0a || next == 0x0d else { return }
      offset += 1
    }
  }
}
