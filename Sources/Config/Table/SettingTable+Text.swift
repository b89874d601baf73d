internal import Watchdog

extension SettingTable {
  /// The tables of docs/configuration.md, in its order, each without a line's end behind it.
  public static let tables = [
    table(guarding, Configuration.Guarding()), table(interface, Configuration.Guarding()),
    table(daemon, Configuration.Daemon()), table(metrics, Configuration.Metrics()),
    table(hook, Configuration.Hook(name: "", command: [])),
    table(webhook, Configuration.Webhook(name: "", url: "")), table(mail, Configuration.Mail()),
  ]

  private static func table<Part>(_ settings: [Setting<Part>], _ part: Part) -> String {
    let rows = settings.map { setting in
      let standard = setting.needed == nil ? setting.text(part).map { "`\($0)`" } ?? "none" : "must be given"
      let page = setting.page.map { " [More](\($0).md)." } ?? ""
      return "| `\(setting.key)` | \(standard) | \(setting.meaning)\(page) |"
    }
    return (["| key | default | meaning |", "|---|---|---|"] + rows).joined(separator: "\n")
  }

  /// What an option says of the setting of its name: what it means, and its default.
  ///
  /// - Precondition: There is one of that name for an interface or the daemon.
  public static func help(_ key: String) -> String {
    let found =
      guarding.first { $0.key == key }.map { ($0.meaning, $0.text(Configuration.Guarding())) }
      ?? daemon.first { $0.key == key }.map { ($0.meaning, $0.text(Configuration.Daemon())) }
    guard let (meaning, standard) = found else { preconditionFailure("no setting \(key)") }
    let plain = meaning.replacing("`", with: "").replacing("\"\"", with: "an empty text")
    let value = (standard ?? "").replacing("\"", with: "")
    return ["", "false", "[]"].contains(value) ? plain : "\(plain) Default: \(value)."
  }

  /// Code in quotes rather than backticks.
  static func quoting(_ text: String) -> String {
    text.replacing("`\"\"`", with: "\"\"").replacing("`", with: "\"")
  }

  /// Lines no longer than that, of words.
  static func wrapped(_ text: String, to width: Int) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, last.count + 1 + word.count <= width {
        lines[lines.count - 1] += " \(word)"
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }

  /// The kinds of events, in quotes.
  static let eventNames = Event.Kind.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
}
