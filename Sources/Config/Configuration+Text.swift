internal import Flood
internal import Rules
internal import Watchdog
internal import Wire

extension Configuration: CustomStringConvertible {
  /// A settings file that says all of it, defaults too, and reads back as this.
  public var description: String {
    var file = FileText()
    file.add(shared)
    file.begin("daemon")
    file.add("user", daemon.user ?? "")
    file.add("group", daemon.group ?? "")
    file.add("state", daemon.state ?? "")
    file.add("log", daemon.log.rawValue)
    file.begin("metrics")
    file.add("textfile", metrics.textfile ?? "")
    file.add("listen", metrics.listen?.description ?? "")
    file.begin("mail")
    file.add("to", mail.to ?? "")
    file.add("from", mail.from ?? "")
    file.add("events", mail.events)
    file.add("every", mail.every)
    file.add("sendmail", mail.sendmail)
    for hook in hooks {
      file.begin("hook", hook.name)
      file.add("command", hook.command)
      file.add("events", hook.events)
      file.add("timeout", hook.timeout)
    }
    for webhook in webhooks {
      file.begin("webhook", webhook.name)
      file.add("url", webhook.url)
      file.add("events", webhook.events)
      file.add("timeout", webhook.timeout)
      file.add("every", webhook.every)
    }
    for interface in interfaces {
      file.begin("interface", interface.name.description)
      if let bridge = interface.guarding.bridge { file.add("bridge", bridge.description) }
      file.add(interface.guarding)
    }
    return file.text
  }
}

/// TOML as it grows.
private struct FileText {
  private(set) var text = ""

  mutating func begin(_ path: String...) { text += "\n[\(path.map(Self.key).joined(separator: "."))]\n" }

  mutating func add(_ key: String, _ value: String) { text += "\(key) = \(Self.quoted(value))\n" }

  mutating func add(_ key: String, _ value: [String]) {
    text += "\(key) = [\(value.map(Self.quoted).joined(separator: ", "))]\n"
  }

  mutating func add(_ key: String, _ value: Bool) { text += "\(key) = \(value)\n" }

  mutating func add(_ key: String, _ value: some BinaryInteger) { text += "\(key) = \(value)\n" }

  mutating func add(_ key: String, _ value: Duration) { add(key, value.compact) }

  mutating func add(_ key: String, _ value: Set<Event.Kind>) {
    add(key, Event.Kind.allCases.filter(value.contains).map(\.rawValue))
  }

  mutating func add(_ key: String, _ value: Set<MACAddress>) { add(key, value.sorted().map(\.description)) }

  mutating func add(_ guarding: Configuration.Guarding) {
    let policy = guarding.policy
    add("threshold", policy.thresholds.map(\.description))
    add("ban", policy.ban)
    add("ban-cap", policy.banCap)
    add("forgive", policy.forgiveness)
    add("starvation", policy.starvation?.description ?? "none")
    add("brake", policy.brake)
    add("pace", policy.pace)
    add("sources", policy.capacity)
    add("allow", policy.exemptions.allowed)
    add("relay", policy.exemptions.relays)
    add("scope", guarding.scope.rawValue)
    add("mode", guarding.mode?.rawValue ?? "auto")
    add("dialect", guarding.dialect?.rawValue ?? "auto")
    add("guard", guarding.isGuarded)
    add("guard-rate", guarding.guardRate)
    add("at-port", guarding.isAtPort)
    add("strict", guarding.isStrict)
    add("keep", guarding.keeps)
  }

  private static func key(_ text: String) -> String {
    let isBare = text.unicodeScalars.allSatisfy {
      $0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "-" || $0 == "_")
    }
    return isBare && !text.isEmpty ? text : quoted(text)
  }

  // What is read in holds no control characters.
  private static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}
