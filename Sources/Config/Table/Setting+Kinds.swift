internal import Daemon
import Plans
internal import Wire

/// What of a part a setting sets.
typealias Property<Part, Value> = any WritableKeyPath<Part, Value> & Sendable

extension Setting {
  /// True or false.
  static func flag(
    _ key: String, former: String? = nil, _ place: Property<Part, Bool>, _ meaning: String,
    page: String? = nil
  )
    -> Self
  {
    kind(key, former.map { [$0] } ?? [], place, meaning, page, { "\($0)" }) { $0.flag($1) }
  }

  /// A whole number of a range, which is said behind what it means.
  static func number<Number: FixedWidthInteger & Sendable>(
    _ key: String, former: String? = nil, _ place: Property<Part, Number>, in range: ClosedRange<Number>,
    _ meaning: String
  ) -> Self {
    kind(
      key, former.map { [$0] } ?? [], place, "\(meaning) From \(range.lowerBound) to \(range.upperBound).",
      nil, { "\($0)" }
    ) {
      $0.number($1, in: Int(range.lowerBound)...Int(range.upperBound)).map { Number($0) }
    }
  }

  /// A length of time within bounds.
  static func length(
    _ key: String, former: String? = nil, _ place: Property<Part, Duration>,
    from least: Duration = .milliseconds(1),
    to most: Duration = .seconds(36_525 * 86_400), _ meaning: String
  ) -> Self {
    kind(key, former.map { [$0] } ?? [], place, meaning, nil, { SettingText.quoted($0.compact) }) {
      $0.length($1, from: least, to: most)
    }
  }

  /// One of an enumeration's cases.
  static func choice<Value: RawRepresentable<String> & CaseIterable & Sendable>(
    _ key: String, _ place: Property<Part, Value>, _ meaning: String
  ) -> Self {
    kind(key, [], place, meaning, nil, { SettingText.quoted($0.rawValue) }) { $0.choice($1, Value.self) }
  }

  /// One of some cases, or `"auto"` for nil.
  static func automatic<Value: RawRepresentable<String> & Sendable>(
    _ key: String, former: String? = nil, _ place: Property<Part, Value?>, of cases: [Value],
    _ meaning: String
  ) -> Self {
    kind(key, former.map { [$0] } ?? [], place, meaning, nil, { SettingText.quoted($0?.rawValue ?? "auto") })
    {
      $0.choiceOrAuto($1, cases)
    }
  }

  /// A list of MAC addresses.
  static func addresses(_ key: String, _ place: Property<Part, Set<MACAddress>>, _ meaning: String) -> Self {
    kind(key, [], place, meaning, nil, { SettingText.list($0.sorted().map(\.description)) }) {
      $0.addresses($1)
    }
  }

  /// Kinds of events.
  static func events(_ place: Property<Part, Set<Event.Kind>>, _ meaning: String) -> Self {
    kind(
      "events", [], place, meaning, nil,
      { kinds in SettingText.list(Event.Kind.allCases.filter(kinds.contains).map(\.rawValue)) }
    ) { reader, _ in reader.events() }
  }

  /// A text that `read` understands, or `""` for nil. `read` gives nil for what is none, and nil in an optional for none.
  static func optional<Value: Sendable>(
    _ key: String, _ place: Property<Part, Value?>, _ meaning: String,
    text: @escaping @Sendable (Value) -> String,
    read: @escaping @Sendable (TableReader, String) -> Value??
  ) -> Self {
    kind(key, [], place, meaning, nil, { SettingText.quoted($0.map(text) ?? "") }, read)
  }

  private static func kind<Value: Sendable>(
    _ key: String, _ former: [String], _ place: Property<Part, Value>, _ meaning: String, _ page: String?,
    _ text: @escaping @Sendable (Value) -> String, _ read: @escaping @Sendable (TableReader, String) -> Value?
  ) -> Self {
    Setting(
      key, former: former, meaning: meaning, page: page, text: { text($0[keyPath: place]) },
      take: { reader, name, part in
        if let value = read(reader, name) { part[keyPath: place] = value }
      })
  }
}

/// Values as TOML writes them.
enum SettingText {
  // What is read in holds no control characters.
  static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }

  static func list(_ texts: [String]) -> String { "[\(texts.map(quoted).joined(separator: ", "))]" }
}
