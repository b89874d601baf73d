extension Configuration.Hook {
  init?(name: String, _ reader: TableReader) {
    reader.refuseOthers(than: .hook)
    self.init(name: name, command: [])
    reader.read(SettingTable.hook, into: &self)
    guard reader.hasName(name), !command.isEmpty else { return nil }
  }
}

extension Configuration.Webhook {
  init?(name: String, _ reader: TableReader) {
    reader.refuseOthers(than: .webhook)
    self.init(name: name, url: "")
    reader.read(SettingTable.webhook, into: &self)
    guard reader.hasName(name), !url.isEmpty else { return nil }
  }
}

extension Configuration.Mail {
  init(_ reader: TableReader?) {
    self.init()
    guard let reader else { return }
    reader.refuseOthers(than: .mail)
    reader.read(SettingTable.mail, into: &self)
  }
}

extension TableReader {
  /// A program's absolute path, and its arguments.
  func command(_ key: String) -> [String]? {
    let expected = "a list: the program's absolute path, then its arguments, at most 64"
    let command = list(
      key, whole: expected, expected: "a string without control characters", atLeast: 1, atMost: 65
    ) { Self.isPlain($0) && $0.utf8.count < 4096 ? $0 : nil }
    if let program = command?.first, !Self.isPath(program) { refuse(key, expected) }
    return command
  }

  /// What can be an argument of sendmail and a line of a mail's head; the inner nil is for `""`.
  func mailbox(_ key: String) -> String?? {
    let expected = "one address such as \"root\" or \"noc@example.org\", or \"\" for none"
    return text(key, expected: expected) { text in
      if text.isEmpty { return .some(nil) }
      let isOne = text.utf8.allSatisfy { (0x21...0x7e).contains($0) && !Self.special.contains($0) }
      let parts = text.split(separator: "@", omittingEmptySubsequences: false)
      guard isOne, text.utf8.count <= 254, parts.count <= 2, !text.hasPrefix("-"),
        parts.allSatisfy({ !$0.isEmpty })
      else { return nil }
      return .some(text)
    }
  }

  private static let special = Array("<>()[]\\,;:\"".utf8)

  /// What a server makes of the rest is its own.
  static func isWebAddress(_ text: String) -> Bool {
    guard let scheme = ["http://", "https://"].first(where: { text.hasPrefix($0) }),
      text.utf8.count <= 2048, text.utf8.allSatisfy({ (0x21...0x7e).contains($0) })
    else { return false }
    let host = text.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
    return !host.isEmpty && host.first != ":" && host.first != "@" && host.last != "@"
  }
}
