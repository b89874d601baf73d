internal import Wire

/// Gathers what is wrong with a file while it is read.
final class Complaints {
  private let file: String
  private let text: SourceText
  private let map: SourceMap
  private var found: [(offset: Int, words: String)] = []

  private static let mostShown = 20

  init(file: String, text: SourceText, map: SourceMap) {
    self.file = file
    self.text = text
    self.map = map
  }

  /// What was found at an octet.
  func add(at offset: Int, _ words: String) { found.append((offset, words)) }

  /// A key, or the name of a table, that is wrong as such.
  func add(key path: SourceMap.Path, _ words: String) { add(at: offset(ofKey: path), words) }

  /// A value that is wrong: `ban = "ten": expected WHAT`.
  func add(value path: SourceMap.Path, expected: String) {
    var name = ""
    if case .key(let key)? = path.last { name = "\(String(foreign: key.utf8)) = " }
    guard let range = map.value(path) else {
      // A table has a name only.
      return add(key: path, "[\(path.dotted)]: expected \(expected)")
    }
    add(at: range.lowerBound, "\(name)\(text.excerpt(range)): expected \(expected)")
  }

  /// Throws when something is wrong.
  func settle() throws(ConfigError) {
    guard !found.isEmpty else { return }
    let complaints = found.sorted { $0.offset < $1.offset }.prefix(Self.mostShown).map { one in
      let (line, column) = text.position(of: one.offset)
      return ConfigError.Complaint(file: file, line: line, column: column, words: one.words)
    }
    throw ConfigError(complaints: complaints, more: found.count - complaints.count)
  }

  /// The order of the file.
  func isBefore(_ path: SourceMap.Path, _ other: SourceMap.Path) -> Bool {
    offset(ofKey: path) < offset(ofKey: other)
  }

  // What stands in no place of its own stands where its table does.
  private func offset(ofKey path: SourceMap.Path) -> Int {
    var path = path[...]
    while !path.isEmpty {
      if let offset = map.key(Array(path)) { return offset }
      path = path.dropLast()
    }
    return 0
  }
}

extension SourceMap.Path {
  /// As TOML writes it: `interface.eth0`.
  var dotted: String {
    compactMap { if case .key(let key) = $0 { String(foreign: key.utf8) } else { nil } }
      .joined(separator: ".")
  }
}
