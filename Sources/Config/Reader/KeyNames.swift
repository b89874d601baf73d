internal import Wire

/// Which keys there are, and what is said about one that is not.
enum KeyNames {
  /// A kind of table.
  enum Place: CaseIterable {
    case top, interface, daemon, metrics, hook, webhook, mail

    /// Each key with its earlier names.
    private var settings: [(key: String, names: [String])] {
      switch self {
      case .top:
        Self.names(SettingTable.guarding)
          + ["daemon", "hook", "interface", "mail", "metrics", "webhook"].map { ($0, [$0]) }
      case .interface: Self.names(SettingTable.guarding) + Self.names(SettingTable.interface)
      case .daemon: Self.names(SettingTable.daemon)
      case .metrics: Self.names(SettingTable.metrics)
      case .hook: Self.names(SettingTable.hook)
      case .webhook: Self.names(SettingTable.webhook)
      case .mail: Self.names(SettingTable.mail)
      }
    }

    private static func names<Part>(_ settings: [Setting<Part>]) -> [(key: String, names: [String])] {
      settings.map { ($0.key, $0.names) }
    }

    /// The keys, ordered.
    var keys: [String] { settings.map(\.key).sorted() }

    /// A key of it, by this or an earlier name.
    func has(_ name: String) -> Bool { settings.contains { $0.names.contains(name) } }

    /// The key that is meant by a name which is nearly one of its names.
    func nearest(_ word: String) -> String? {
      guard let name = NearestWord.of(word, among: settings.flatMap(\.names)) else { return nil }
      return settings.first { $0.names.contains(name) }?.key
    }

    /// Where a key of it belongs.
    var words: String {
      switch self {
      case .top: "at the top of the file (before the first table)"
      case .interface: "in [interface.NAME]"
      case .daemon: "in [daemon]"
      case .metrics: "in [metrics]"
      case .hook: "in [hook.NAME]"
      case .webhook: "in [webhook.NAME]"
      case .mail: "in [mail]"
      }
    }
  }

  /// `bann: no such key at the top: did you mean ban?`
  static func words(for key: String, in place: Place, at path: SourceMap.Path) -> String {
    let name = String(foreign: key.utf8.prefix(60))
    let absent = "\(name): no such key \(path.isEmpty ? "at the top" : "in [\(path.dotted)]")"
    let homes = Place.allCases.filter { $0 != place && $0.has(key) }
    if !homes.isEmpty {
      return "\(absent): expected \(homes.map(\.words).joined(separator: " or "))"
    }
    if let near = place.nearest(key) { return "\(absent): did you mean \(near)?" }
    return "\(absent): expected one of \(place.keys.joined(separator: ", "))"
  }
}
