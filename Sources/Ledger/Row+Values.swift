import Plans
import Wire

extension Value {
  init(_ mac: MACAddress) { self = .integer(Int64(mac.bits)) }

  /// An address; nil when it is none.
  var mac: MACAddress? {
    guard let integer, (0...0xffff_ffff_ffff).contains(integer) else { return nil }
    return MACAddress(bits: UInt64(integer))
  }

  var interface: InterfaceName? { text.flatMap { InterfaceName($0) } }
  var timestamp: Timestamp? { integer.map { Timestamp(nanoseconds: $0) } }
  var int: Int? { integer.map { Int($0) } }
}

extension LedgerState.Source {
  /// From the first two columns.
  init?(_ row: Statement.Row) {
    guard let interface = row[0].interface, let mac = row[1].mac else { return nil }
    self.init(interface: interface, mac: mac)
  }
}

extension LedgerState.Offender {
  /// From the first three columns.
  init?(_ row: Statement.Row) {
    guard let interface = row[0].interface, let subject = Subject(row[1], row[2]) else { return nil }
    self.init(interface: interface, subject: subject)
  }
}

extension Subject {
  /// From columns `mac` and `subject`; nil when they are none.
  init?(_ mac: Value, _ words: Value) {
    guard let mac = mac.mac, let text = words.text else { return nil }
    guard !text.isEmpty else {
      self = .address(mac)
      return
    }
    guard let subject = Subject(text), subject.address == nil, subject.columns == (mac, text) else {
      return nil
    }
    self = subject
  }

  /// What columns `mac` and `subject` hold.
  var columns: (mac: MACAddress, words: String) {
    switch self {
    case .address(let mac): (mac, "")
    case .client(let client): (client.router, "\(self)")
    case .line(let line): (line.router ?? .zero, "\(self)")
    }
  }
}

extension StoredBlock {
  init?(_ row: Statement.Row, sharing reasons: inout Set<String>) {
    guard let interface = row[0].interface, let subject = Subject(row[1], row[2]),
      let scope = row[3].text.flatMap(Scope.init(rawValue:)), let port = row[4].text,
      port.isEmpty || InterfaceName(port) != nil
    else { return nil }
    var remark: BlockComment?
    if let origin = row[5].text.flatMap(Origin.init(rawValue:)), let since = row[6].timestamp {
      remark = BlockComment(
        origin: origin, since: since, reason: reasons.one(row[7].text ?? ""),
        behind: Whereabouts(row[9], row[10]), strikes: row[8].int ?? 1)
    }
    self.init(
      interface: interface,
      block: Block(subject, scope: scope, port: InterfaceName(port), remark: remark),
      until: row[11].timestamp)
  }
}

extension Whereabouts {
  init?(_ port: Value, _ guest: Value) {
    guard let port = port.interface else { return nil }
    self.init(port: port, guest: guest.text)
  }
}

extension Set<String> {
  /// An equal text that was seen before, if there is one.
  fileprivate mutating func one(_ text: String) -> String {
    count < 1000 ? insert(text).memberAfterInsert : text
  }
}
