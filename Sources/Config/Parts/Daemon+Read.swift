extension Configuration.Daemon {
  init(_ reader: TableReader?) {
    self.init()
    guard let reader else { return }
    reader.refuseOthers(than: .daemon)
    user = reader.account("user")
    group = reader.account("group")
    if let state = reader.pathOrNone("state") { self.state = state }
    log = reader.choice("log", Log.self) ?? log
  }
}

extension TableReader {
  // What useradd(8) and systemd take; the system knows whether there is one.
  fileprivate func account(_ key: String) -> String? {
    let name = text(key, expected: "a name as in /etc/passwd or /etc/group, or \"\" for none") { text in
      let isName = text.utf8.allSatisfy { octet in
        switch octet {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
          true
        default: false
        }
      }
      return isName && text.utf8.count <= 32 && text.first != "-" && text.first != "." ? text : nil
    }
    return name == "" ? nil : name
  }
}

extension Configuration.Metrics {
  init(_ reader: TableReader?) {
    self.init()
    guard let reader else { return }
    reader.refuseOthers(than: .metrics)
    if let textfile = reader.pathOrNone("textfile", ending: ".prom") { self.textfile = textfile }
    let expected =
      "an address that only this machine reaches, such as \"127.0.0.1:9742\" or \"[::1]:9742\", or \"\" for none"
    if let listen = reader.text(
      "listen", expected: expected,
      { text -> Endpoint?? in
        text.isEmpty ? .some(nil) : Endpoint(text).map(Optional.some)
      })
    {
      self.listen = listen
    }
  }
}
