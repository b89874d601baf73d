/// Reads the keys of one table, each as what it is to be. Whatever is wrong is noted and read as absent, so that one
/// reading finds all of it.
struct TableReader {
  let path: SourceMap.Path
  let complaints: Complaints
  private let table: SettingsTree

  /// A list has no more, such as addresses that are never blocked.
  static let longestList = 65_536

  init(_ table: SettingsTree, path: SourceMap.Path = [], complaints: Complaints) {
    self.table = table
    self.path = path
    self.complaints = complaints
  }

  /// The names that stand in this table, ordered.
  var keys: [String] { table.keys }

  /// Whether a name stands in it.
  func has(_ key: String) -> Bool { table[key] != nil }

  /// A string that `read` understands.
  func text<Value>(_ key: String, expected: String, _ read: (String) -> Value?) -> Value? {
    guard let found = table[key] else { return nil }
    if case .text(let text) = found, let value = read(text) { return value }
    return wrong(key, expected)
  }

  /// A whole number of a range.
  func number(_ key: String, in range: ClosedRange<Int>) -> Int? {
    guard let found = table[key] else { return nil }
    if case .number(let number) = found, range.contains(number) { return number }
    return wrong(key, "a whole number from \(range.lowerBound) to \(range.upperBound)")
  }

  /// True or false.
  func flag(_ key: String) -> Bool? {
    guard let found = table[key] else { return nil }
    if case .flag(let flag) = found { return flag }
    return wrong(key, "true or false")
  }

  /// A list of strings that `read` understands; `whole` says what a list is to be.
  func list<Value>(
    _ key: String, whole: String, expected: String, atLeast least: Int = 0, atMost most: Int = longestList,
    _ read: (String) -> Value?
  ) -> [Value]? {
    guard let found = table[key] else { return nil }
    guard case .list(let nodes) = found, (least...most).contains(nodes.count) else {
      return wrong(key, whole)
    }
    return nodes.enumerated().compactMap { index, node in
      if case .text(let text) = node, let value = read(text) { return value }
      complaints.add(value: path + [.key(key), .index(index)], expected: expected)
      return nil
    }
  }

  /// A table of this table.
  func table(_ key: String, expected: String) -> TableReader? {
    guard let found = table[key] else { return nil }
    guard case .table(let inner) = found else { return wrong(key, expected) }
    return TableReader(inner, path: path + [.key(key)], complaints: complaints)
  }

  /// The tables that stand in a table of this table, by their names: `[hook.NAME]`.
  func tables(_ key: String, expected: String) -> [(name: String, reader: TableReader)] {
    guard let outer = table(key, expected: expected) else { return [] }
    return outer.keys.compactMap { name in
      outer.table(name, expected: expected).map { (name, $0) }
    }
  }

  /// Complains about a value.
  func refuse(_ key: String, _ expected: String) {
    complaints.add(value: path + [.key(key)], expected: expected)
  }

  private func wrong<Value>(_ key: String, _ expected: String) -> Value? {
    refuse(key, expected)
    return nil
  }

  /// Complains about a key that has to be there.
  func missing(_ key: String, _ expected: String) {
    complaints.add(key: path, "[\(path.dotted)] without \(key): expected \(expected)")
  }

  /// Complains about keys that nobody reads.
  func refuseOthers(than place: KeyNames.Place) {
    for key in keys where !place.has(key) {
      complaints.add(key: path + [.key(key)], KeyNames.words(for: key, in: place, at: path))
    }
  }
}
