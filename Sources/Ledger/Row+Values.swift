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

extension StoredBlock {
  init?(_ row: Statement.Row, sharing reasons: inout Set<String>) {
    guard let interface = row[0].interface, let mac = row[1].mac,
      let scope = row[2].text.flatMap(Scope.init(rawValue:)), let port = row[3].text,
      port.isEmpty || InterfaceName(port) != nil
    else { return nil }
    var remark: BlockComment?
    if let origin = row[4].text.flatMap(Origin.init(rawValue:)), let since = row[5].timestamp {
      remark = BlockComment(
        origin: origin, since: since, reason: reasons.one(row[6].text ?? ""),
        behind: Whereabouts(row[8], row[9]), strikes: row[7].int ?? 1)
    }
    self.init(
      interface: interface,
      block: Block(mac: mac, scope: scope, port: InterfaceName(port), remark: remark),
      until: row[10].timestamp)
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
