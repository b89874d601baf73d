import Wire

/// Kea's files of leases (memfile): a table with a head, a line for every change, the later below the earlier.
///
/// Columns are found by their names: each version has more of them. A lifetime of 0 takes a lease back, and a state that is
/// not 0 is no lease: declined, reclaimed, released, registered.
enum KeaLeases {
  // More than any version has.
  private static let mostColumns = 64

  private struct Columns {
    let address: Int
    let end: Int
    let lifetime: Int?
    let hardware: Int?
    let duid: Int?
    let hostName: Int?
    let state: Int?
    let type: Int?

    init?(_ head: ArraySlice<UInt8>) {
      let names = KeaLeases.values(head).map { String(decoding: $0.prefix(32), as: UTF8.self) }
      guard let address = names.firstIndex(of: "address"), let end = names.firstIndex(of: "expire") else {
        return nil
      }
      (self.address, self.end) = (address, end)
      lifetime = names.firstIndex(of: "valid_lifetime")
      hardware = names.firstIndex(of: "hwaddr")
      duid = names.firstIndex(of: "duid")
      hostName = names.firstIndex(of: "hostname")
      state = names.firstIndex(of: "state")
      type = names.firstIndex(of: "lease_type")
    }
  }

  static func read(head: ArraySlice<UInt8>, _ octets: ArraySlice<UInt8>, into table: inout LeaseTable) {
    guard let columns = Columns(head) else { return }
    LeaseText.lines(octets) { line in
      let row = values(line)
      let mac =
        value(row, columns.hardware).flatMap(LeaseText.mac)
        ?? value(row, columns.duid).flatMap(LeaseText.hexadecimal).flatMap {
          LeaseText.owner(ofDUID: $0[...])
        }
      // Without an end there are too few columns, or it is the head.
      guard !table.ignores(mac), let address = value(row, columns.address).flatMap(LeaseText.address),
        let end = value(row, columns.end).flatMap(LeaseText.moment)
      else { return }
      // A delegated prefix is nobody's address.
      if let type = value(row, columns.type).flatMap(LeaseText.number), type > 1 { return }
      let isHeld =
        value(row, columns.lifetime).map { LeaseText.number($0) != 0 } ?? true
        && value(row, columns.state).map { $0.isEmpty || LeaseText.number($0) == 0 } ?? true
      let name = value(row, columns.hostName).map(plain) ?? []
      // 4294967295 is a lifetime without an end (RFC 2131 §3.3).
      let isEndless = value(row, columns.lifetime).flatMap(LeaseText.number) == 0xffff_ffff
      table.note(
        Lease(
          address: address, hostName: name.isEmpty ? nil : PrintableText(name),
          end: isEndless ? nil : end),
        of: isHeld ? mac : nil)
    }
  }

  private static func values(_ line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
    return line.split(separator: UInt8(ascii: ","), maxSplits: mostColumns, omittingEmptySubsequences: false)
  }

  private static func value(_ row: [ArraySlice<UInt8>], _ column: Int?) -> ArraySlice<UInt8>? {
    column.flatMap { row.indices.contains($0) ? row[$0] : nil }
  }

  /// A comma in a value is written `&#x2c`.
  private static func plain(_ value: ArraySlice<UInt8>) -> [UInt8] {
    var plain: [UInt8] = []
    var rest = value.prefix(255)
    while let octet = rest.first {
      if rest.starts(with: "&#x".utf8), let code = LeaseText.hexadecimal(rest.dropFirst(3).prefix(2)),
        code.count == 1
      {
        plain.append(code[0])
        rest = rest.dropFirst(5)
      } else {
        plain.append(octet)
        rest = rest.dropFirst()
      }
    }
    // Kea writes names with the root's dot.
    return plain.last == UInt8(ascii: ".") ? plain.dropLast() : plain
  }
}
