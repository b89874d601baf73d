import Daemon

@testable import Config

/// The settings file that is installed: every setting commented out, each with its default.
enum SettingsFile {
  /// Its text, as packaging/dhcpward.toml has it.
  static let text = """
    # Settings of dhcpward: who floods the DHCP server, and what is done about it.
    #
    # Every setting that is commented out is the default; take the "#" away to change it. Then
    # `dhcpward config check` says what is wrong with this file, with line and column, and
    # `systemctl reload dhcpward` takes it in force, or says why not and leaves all as it is.
    # dhcpward.toml(5) has more of it. Lengths of time are "500ms", "300s", "10m", "1h30m", "7d".

    # WHAT ALL INTERFACES SHARE. These have to stand above the first [table].

    \(lines(SettingTable.guarding, Configuration.Guarding()))
    # THE INTERFACES TO GUARD, a table each. All settings above can stand in it, and come before those
    # above; and "bridge", the name of the bridge to build.
    #   [interface.eth0]
    #   bridge = "br0"
    #
    #   [interface.virbr0]
    #   at-port = true
    #   threshold = ["40/5s", "warn:20/60s"]

    [daemon]
    \(lines(SettingTable.daemon, Configuration.Daemon()))
    # Figures for Prometheus.
    [metrics]
    \(lines(SettingTable.metrics, Configuration.Metrics()))
    \(comment("Events as mail, by the host's own mail system. The events are \(eventNames)."))
    [mail]
    \(lines(SettingTable.mail, Configuration.Mail()))
    # PROGRAMS that are started at an event, the event as JSON on their standard input; no shell reads
    # the command.
    #   [hook.switch]
    \(example(SettingTable.hook, .init(name: "", command: ["/usr/local/libexec/shut-port", "switch1"])))

    # ADDRESSES that events are posted to as JSON, by curl.
    #   [webhook.chat]
    \(example(SettingTable.webhook, .init(name: "", url: "https://chat.example.org/hook")))

    """

  private static let width = 98

  private static func lines<Part>(_ settings: [Setting<Part>], _ part: Part) -> String {
    settings.map { setting in
      "\(comment(quoting(setting.meaning)))\n#\(setting.key) = \(setting.text(part) ?? "\"\"")\n"
    }.joined(separator: "\n")
  }

  private static func comment(_ text: String) -> String {
    wrapped(text, to: width - 2).map { "# \($0)" }.joined(separator: "\n")
  }

  private static func example<Part>(_ settings: [Setting<Part>], _ part: Part) -> String {
    settings.map { "#   \($0.key) = \($0.text(part) ?? "\"\"")" }.joined(separator: "\n")
  }

  // Code in quotes rather than backticks.
  private static func quoting(_ text: String) -> String {
    text.replacing("`\"\"`", with: "\"\"").replacing("`", with: "\"")
  }

  private static func wrapped(_ text: String, to width: Int) -> [String] {
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

  private static let eventNames = Event.Kind.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
}

extension SettingTable {
  /// The tables of docs/configuration.md, in its order, each without a line's end behind it.
  static let tables = [
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
}
