extension Configuration: CustomStringConvertible {
  /// A settings file that says all of it, defaults too, and reads back as this.
  public var description: String {
    var file = FileText()
    file.add(SettingTable.guarding, shared)
    file.begin("daemon")
    file.add(SettingTable.daemon, daemon)
    file.begin("metrics")
    file.add(SettingTable.metrics, metrics)
    file.begin("mail")
    file.add(SettingTable.mail, mail)
    for hook in hooks {
      file.begin("hook", hook.name)
      file.add(SettingTable.hook, hook)
    }
    for webhook in webhooks {
      file.begin("webhook", webhook.name)
      file.add(SettingTable.webhook, webhook)
    }
    for interface in interfaces {
      file.begin("interface", "\(interface.name)")
      file.add(SettingTable.interface + SettingTable.guarding, interface.guarding)
    }
    return file.text
  }
}

/// TOML as it grows.
private struct FileText {
  private(set) var text = ""

  mutating func begin(_ path: String...) { text += "\n[\(path.map(Self.key).joined(separator: "."))]\n" }

  mutating func add<Part>(_ settings: [Setting<Part>], _ part: Part) {
    for setting in settings {
      if let value = setting.text(part) { text += "\(setting.key) = \(value)\n" }
    }
  }

  private static func key(_ text: String) -> String {
    let isBare = text.unicodeScalars.allSatisfy {
      $0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "-" || $0 == "_")
    }
    return isBare && !text.isEmpty ? text : SettingText.quoted(text)
  }
}
