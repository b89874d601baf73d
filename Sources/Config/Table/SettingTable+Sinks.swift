internal import Daemon

extension SettingTable {
  /// `[mail]`.
  public static let mail: [Setting<Configuration.Mail>] = [
    .optional(
      "to", \.to, "One address, or a local user; `\"\"` for no mail.", text: { $0 }, read: { $0.mailbox($1) }),
    .optional(
      "from", \.from, "The sender's address; `\"\"` leaves it to the mail system.", text: { $0 },
      read: { $0.mailbox($1) }),
    .events(\.events, "At which events."),
    .length(
      "every", \.every, from: .zero, to: .seconds(86_400),
      "What happens within this time is one mail, `0s` to `24h`."),
    Setting(
      "sendmail", meaning: "The program, an absolute path.", text: { SettingText.quoted($0.sendmail) },
      take: { reader, name, part in
        let path = reader.text(name, expected: "an absolute path") { TableReader.isPath($0) ? $0 : nil }
        part.sendmail = path ?? part.sendmail
      }),
  ]

  /// `[hook.NAME]`.
  public static let hook: [Setting<Configuration.Hook>] = [
    Setting(
      "command",
      meaning: "The program by its absolute path, and its arguments, as a list; no shell reads them.",
      needed: "[\"/usr/…\", \"argument\"]", text: { SettingText.list($0.command) },
      take: { reader, name, part in part.command = reader.command(name) ?? [] }),
    .events(\.events, "At which events."),
    timeout(\.timeout, "How long it may take before it is killed, `100ms` to `1h`."),
  ]

  /// `[webhook.NAME]`.
  public static let webhook: [Setting<Configuration.Webhook>] = [
    Setting(
      "url", meaning: "The address, `http://` or `https://`.", needed: "\"https://…\"",
      text: { SettingText.quoted($0.url) },
      take: { reader, name, part in
        part.url =
          reader.text(
            name, expected: "an address such as \"https://chat.example.org/hook\"",
            { TableReader.isWebAddress($0) ? $0 : nil }) ?? ""
      }),
    .events(\.events, "At which events."),
    timeout(\.timeout, "How long one post may take, `100ms` to `1h`."),
    .length(
      "every", \.every, from: .zero, to: .seconds(86_400),
      "What happens within this time is one post, up to `24h`; `0s` posts each event at once."),
  ]

  private static func timeout<Part>(_ place: Property<Part, Duration>, _ meaning: String) -> Setting<Part> {
    .length("timeout", place, from: .milliseconds(100), to: .seconds(3600), meaning)
  }
}
