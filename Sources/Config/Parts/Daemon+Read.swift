extension Configuration.Daemon {
  init(_ reader: TableReader?) {
    self.init()
    guard let reader else { return }
    reader.refuseOthers(than: .daemon)
    reader.read(SettingTable.daemon, into: &self)
  }
}

extension Configuration.Metrics {
  init(_ reader: TableReader?) {
    self.init()
    guard let reader else { return }
    reader.refuseOthers(than: .metrics)
    reader.read(SettingTable.metrics, into: &self)
  }
}

extension TableReader {
  /// What useradd(8) and systemd take; the system knows whether there is one. The inner nil is for `""`.
  func account(_ key: String) -> String?? {
    text(key, expected: "a name as in /etc/passwd or /etc/group, or \"\" for none") { text in
      let isName = text.utf8.allSatisfy { octet in
        switch octet {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
          true
        default: false
        }
      }
      guard isName, text.utf8.count <= 32, text.first != "-", text.first != "." else { return nil }
      return .some(text.isEmpty ? nil : text)
    }
  }

  /// Where HTTP is answered; the inner nil is for `""`.
  func endpoint(_ key: String) -> Configuration.Metrics.Endpoint?? {
    let expected =
      "an address that only this machine reaches, such as \"127.0.0.1:9742\" or \"[::1]:9742\", or \"\" for none"
    return text(key, expected: expected) { text in
      text.isEmpty ? .some(nil) : Configuration.Metrics.Endpoint(text).map(Optional.some)
    }
  }
}
