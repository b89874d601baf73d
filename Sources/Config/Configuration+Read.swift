internal import Wire

extension Configuration {
  /// Reads a settings file's text; `file` is what complaints call it.
  public init(reading text: String, file: String) throws(ConfigError) {
    try self.init(reading: Array(text.utf8), file: file)
  }

  /// Reads a settings file's octets: TOML v1.0.0 in UTF-8, no more than `sizeLimit`. All that is wrong is thrown at
  /// once, but of what is no TOML only the first.
  public init(reading bytes: [UInt8], file: String) throws(ConfigError) {
    let text = SourceText(bytes)
    let complaints = { (map: SourceMap) in Complaints(file: file, text: text, map: map) }
    func refuse(at offset: Int, _ words: String) throws(ConfigError) {
      let complaint = complaints(SourceMap())
      complaint.add(at: offset, words)
      try complaint.settle()
    }
    if bytes.count > Self.sizeLimit {
      try refuse(at: 0, "\(bytes.count) bytes: expected no more than \(Self.sizeLimit)")
    }
    if let (offset, words) = text.firstUnreadable { try refuse(at: offset, words) }
    let scanner = SourceScanner(text)
    if let stop = scanner.stop { try refuse(at: stop.offset, stop.words) }
    let all = complaints(scanner.map)
    self.init(TableReader(scanner.tree, complaints: all))
    try all.settle()
  }

  private init(_ reader: TableReader) {
    self.init()
    reader.refuseOthers(than: .top)
    shared = Guarding(reader, over: Guarding())
    daemon = Daemon(reader.table("daemon", expected: "a table, [daemon]"))
    metrics = Metrics(reader.table("metrics", expected: "a table, [metrics]"))
    mail = Mail(reader.table("mail", expected: "a table, [mail]"))
    interfaces = reader.tables("interface", expected: "a table such as [interface.eth0]").compactMap {
      Interface(name: $0.name, $0.reader, over: shared)
    }
    hooks = reader.tables("hook", expected: "a table such as [hook.switch]").compactMap {
      Hook(name: $0.name, $0.reader)
    }
    webhooks = reader.tables("webhook", expected: "a table such as [webhook.chat]").compactMap {
      Webhook(name: $0.name, $0.reader)
    }
    refuseSharedBridges(reader)
  }

  private func refuseSharedBridges(_ reader: TableReader) {
    let named = interfaces.filter { $0.guarding.bridge != nil }.map { interface in
      (interface, path: [.key("interface"), .key("\(interface.name)"), .key("bridge")] as SourceMap.Path)
    }.sorted { reader.complaints.isBefore($0.path, $1.path) }
    var owners: [InterfaceName: InterfaceName] = [:]
    for (interface, path) in named {
      guard let bridge = interface.guarding.bridge else { continue }
      if let owner = owners[bridge] {
        reader.complaints.add(value: path, expected: "another bridge, as this is that of \(owner)")
      }
      owners[bridge] = interface.name
    }
  }
}
