/// Where keys and values stand in a settings file, as octets.
struct SourceMap {
  /// A step on the way to a value.
  enum Step: Hashable {
    case key(String)
    case index(Int)
  }

  typealias Path = [Step]

  private var keys: [Path: Int] = [:]
  private var values: [Path: Range<Int>] = [:]

  /// Where a key, or the name of a table, first stands.
  func key(_ path: Path) -> Int? { keys[path] }

  /// Where a value stands.
  func value(_ path: Path) -> Range<Int>? { values[path] }

  mutating func note(key path: Path, at offset: Int) {
    if keys[path] == nil { keys[path] = offset }
  }

  mutating func note(value path: Path, _ range: Range<Int>) {
    if values[path] == nil { values[path] = range }
  }
}
