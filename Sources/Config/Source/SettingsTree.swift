/// What a settings file says, as TOML v1.0.0 (toml.io) reads it.
enum SettingsNode {
  case text(String)
  case number(Int)
  case flag(Bool)
  /// What no setting is: a number with a fraction, a date, a time.
  case other
  case list([SettingsNode])
  case table(SettingsTree)
}

/// A table, and how it came to be: that decides what may still add to it.
struct SettingsTree {
  /// What made a table.
  enum Origin {
    /// The name of one inside it: `[a.b]` makes a.
    case implied
    /// Its own header, which stands once.
    case header
    /// A key with dots; only such keys of the same table put something there.
    case dotted
    /// Braces, and nothing adds to it.
    case closed
  }

  private var members: [String: SettingsNode] = [:]
  private var origin: Origin

  init(_ origin: Origin = .implied) { self.origin = origin }

  /// Nothing adds to it any more.
  mutating func close() { origin = .closed }

  /// The keys, ordered.
  var keys: [String] { members.keys.sorted() }

  /// What stands under a key.
  subscript(key: String) -> SettingsNode? { members[key] }

  /// Opens the table of `[path]`; false where it was opened before, or something else is in its way.
  mutating func open(_ path: ArraySlice<String>) -> Bool {
    guard origin != .closed else { return false }
    guard let key = path.first else {
      guard origin == .implied else { return false }
      origin = .header
      return true
    }
    return inside(key, made: .implied) { $0.open(path.dropFirst()) }
  }

  /// Puts a value where a key with dots says, in the table of `[table]`, which is open; false where something is in its way.
  mutating func put(_ value: SettingsNode, _ path: ArraySlice<String>, in table: ArraySlice<String> = [])
    -> Bool
  {
    if let key = table.first {
      return inside(key, made: .implied) { $0.put(value, path, in: table.dropFirst()) }
    }
    guard let key = path.first else { return false }
    if path.count > 1 {
      return inside(key, made: .dotted) { $0.origin == .dotted && $0.put(value, path.dropFirst()) }
    }
    guard members[key] == nil else { return false }
    members[key] = value
    return true
  }

  // Taken out and put back, so that nothing is copied however long the file is.
  private mutating func inside(_ key: String, made origin: Origin, _ body: (inout SettingsTree) -> Bool)
    -> Bool
  {
    let found = members.updateValue(.other, forKey: key) ?? .table(SettingsTree(origin))
    guard case .table(var tree) = found else {
      members[key] = found
      return false
    }
    let isDone = body(&tree)
    members[key] = .table(tree)
    return isDone
  }
}
