extension Configuration.Hook {
  init?(name: String, _ reader: TableReader) {
    reader.refuseOthers(than: .hook)
    let expected = "a list: the program's absolute path, then its arguments, at most 64"
    let command = reader.list(
      "command", whole: expected, expected: "a string without control characters", atLeast: 1, atMost: 65
    ) { TableReader.isPlain($0) && $0.utf8.count < 4096 ? $0 : nil }
    if let program = command?.first, !TableReader.isPath(program) { reader.refuse("command", expected) }
    if !reader.keys.contains("command") { reader.missing("command", "command = [\"/usr/…\", \"argument\"]") }
    self.init(name: name, command: command ?? [])
    events = reader.events() ?? events
    timeout = reader.length("timeout", from: .milliseconds(100), to: .seconds(3600)) ?? timeout
    guard reader.hasName(name), command != nil else { return nil }
  }
}

extension Configuration.Webhook {
  init?(name: String, _ reader: TableReader) {
    reader.refuseOthers(than: .webhook)
    let url = reader.text(
      "url", expected: "an address such as \"https://chat.example.org/hook\"",
      { TableReader.isWebAddress($0) ? $0 : nil })
    if !reader.keys.contains("url") { reader.missing("url", "url = \"https://…\"") }
    self.init(name: name, url: url ?? "")
    events = reader.events() ?? events
    timeout = reader.length("timeout", from: .milliseconds(100), to: .seconds(3600)) ?? timeout
    every = reader.length("every", from: .zero, to: .seconds(86_400)) ?? every
    guard reader.hasName(name), url != nil else { return nil }
  }
}

extension Configuration.Mail {
  init(_ reader: TableReader?) {
    self.init()
    guard let reader else { return }
    reader.refuseOthers(than: .mail)
    to = reader.mailbox("to")
    from = reader.mailbox("from")
    events = reader.events() ?? events
    every = reader.length("every", from: .zero, to: .seconds(86_400)) ?? every
    sendmail =
      reader.text(
        "sendmail", expected: "an absolute path", { TableReader.isPath($0) ? $0 : nil }) ?? sendmail
  }
}

extension TableReader {
  // It becomes an argument of sendmail and a line of a mail's head.
  fileprivate func mailbox(_ key: String) -> String? {
    let expected = "one address such as \"root\" or \"noc@example.org\", or \"\" for none"
    let mailbox = text(key, expected: expected) { text in
      let isOne = text.utf8.allSatisfy { (0x21...0x7e).contains($0) && !Self.special.contains($0) }
      let parts = text.split(separator: "@", omittingEmptySubsequences: false)
      guard text.isEmpty || (isOne && text.utf8.count <= 254 && parts.count <= 2) else {
        return nil as String?
      }
      return text.isEmpty || (!text.hasPrefix("-") && parts.allSatisfy { !$0.isEmpty }) ? text : nil
    }
    return mailbox == "" ? nil : mailbox
  }

  private static let special = Array("<>()[]\\,;:\"".utf8)

  // What a server makes of the rest is its own.
  fileprivate static func isWebAddress(_ text: String) -> Bool {
    guard let scheme = ["http://", "https://"].first(where: { text.hasPrefix($0) }),
      text.utf8.count <= 2048, text.utf8.allSatisfy({ (0x21...0x7e).contains($0) })
    else { return false }
    let host = text.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
    return !host.isEmpty && host.first != ":" && host.first != "@" && host.last != "@"
  }
}
