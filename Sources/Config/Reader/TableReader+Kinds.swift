internal import Daemon
import Plans

// The kinds of values that more than one table has.
extension TableReader {
  /// A length of time within bounds; "0s" where `least` is zero.
  func length(
    _ key: String, from least: Duration = .milliseconds(1), to most: Duration = .seconds(36_525 * 86_400)
  ) -> Duration? {
    let bounds =
      least <= .milliseconds(1) && most > .seconds(86_400)
      ? "" : ", from \(least.compact) to \(most.compact)"
    return text(key, expected: "a length of time such as \"300s\" or \"10m\"\(bounds)") { text in
      let length = text == "0" || text == "0s" ? .zero : Duration(length: text)
      return length.flatMap { (least...most).contains($0) ? $0 : nil }
    }
  }

  /// One of an enumeration's cases.
  func choice<Value: RawRepresentable<String> & CaseIterable>(_ key: String, _ type: Value.Type) -> Value? {
    text(key, expected: Value.allCases.map(\.rawValue).choice, Value.init(rawValue:))
  }

  /// Kinds of events, one at least.
  func events() -> Set<Event.Kind>? {
    let kinds = Event.Kind.allCases.map(\.rawValue)
    return list(
      "events", whole: "a list of events such as [\"block\", \"alarm\"]", expected: kinds.choice,
      atLeast: 1, atMost: kinds.count, Event.Kind.init(rawValue:)
    ).map { Set($0) }
  }

  /// An absolute path, or nothing at all for none.
  func pathOrNone(_ key: String, ending: String = "") -> String?? {
    let expected = "an absolute path\(ending.isEmpty ? "" : " that ends in \(ending)"), or \"\" for none"
    return text(key, expected: expected) { text -> String?? in
      if text.isEmpty { return .some(.none) }
      return Self.isPath(text) && text.hasSuffix(ending) ? .some(.some(text)) : .none
    }
  }

  /// One that a file of this system can have.
  static func isPath(_ text: String) -> Bool {
    text.hasPrefix("/") && !text.hasSuffix("/") && text.utf8.count < 4096 && isPlain(text)
  }

  /// No controls: what goes to a terminal, a mail's head or the log.
  static func isPlain(_ text: String) -> Bool { text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f } }

  /// The name of a hook: what a log or a metric can show.
  static func isName(_ text: String) -> Bool {
    (1...32).contains(text.utf8.count) && text != "-"
      && text.unicodeScalars.allSatisfy { scalar in
        scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
          || scalar == "-" || scalar == "_"
      }
  }

  /// Complains unless the table's own name is one.
  func hasName(_ name: String) -> Bool {
    if Self.isName(name) { return true }
    complaints.add(
      key: path,
      "[\(path.dotted)]: expected a name of 1 to 32 letters, digits, \"-\" and \"_\"")
    return false
  }
}

extension [String] {
  /// `"a", "b" or "c"`.
  var choice: String {
    let quoted = map { "\"\($0)\"" }
    guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "" }
    return quoted.dropLast().joined(separator: ", ") + " or " + last
  }
}
