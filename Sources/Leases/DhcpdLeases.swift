import Wire

/// isc-dhcpd's file of leases, dhcpd.leases(5): a record for every change, the later below the earlier.
///
/// dhcpd 4.4.3 writes a statement a line, a client's words in quotes and escaped, so lines are all there is to tell apart.
struct DhcpdLeases {
  private enum Place {
    case outside
    /// `lease ADDRESS {`
    case lease
    /// `ia-na "IAID and DUID" {`
    case association
    /// `iaaddr ADDRESS {` in it.
    case addressOfAssociation
  }

  private var place = Place.outside
  private var mac: MACAddress?
  private var address: IPAddress?
  private var end: Timestamp?
  private var hasEnd = false
  private var isActive = false
  private var hostName: PrintableText?

  static func read(_ octets: ArraySlice<UInt8>, into table: inout LeaseTable) {
    var reader = DhcpdLeases()
    LeaseText.lines(octets) { reader.take($0, &table) }
  }

  private mutating func take(_ line: ArraySlice<UInt8>, _ table: inout LeaseTable) {
    let statement = line.drop { $0 == LeaseText.space || $0 == LeaseText.tab }
    let words = statement.split(separator: LeaseText.space, maxSplits: 2)
    guard let first = words.first, first.count <= 16 else { return }
    let isIndented = statement.startIndex != line.startIndex
    switch String(decoding: first, as: UTF8.self) {
    case "lease" where !isIndented: open(.lease, words)
    case "ia-na" where !isIndented, "ia-ta" where !isIndented:
      open(.association, [])
      mac = DhcpdText.identifier(statement.dropFirst(first.count)).flatMap {
        LeaseText.owner(ofDUID: $0.dropFirst(4))
      }
    case "iaaddr" where place == .association:
      let owner = mac
      open(.addressOfAssociation, words)
      mac = owner
    case "}" where !isIndented || place == .addressOfAssociation: close(&table)
    case let word where place == .lease || place == .addressOfAssociation:
      read(word, words.dropFirst(), statement.dropFirst(first.count))
    default: break
    }
  }

  private mutating func open(_ place: Place, _ words: [ArraySlice<UInt8>]) {
    self = DhcpdLeases()
    self.place = place
    if words.count > 1 { address = LeaseText.address(words[1]) }
  }

  private mutating func close(_ table: inout LeaseTable) {
    let closed = self
    self = DhcpdLeases()
    if closed.place == .addressOfAssociation {
      place = .association
      mac = closed.mac
    }
    guard let address = closed.address else { return }
    table.note(
      Lease(address: address, hostName: closed.hostName, end: closed.end),
      of: closed.isActive && closed.hasEnd ? closed.mac : nil)
  }

  private mutating func read(
    _ word: String, _ words: ArraySlice<ArraySlice<UInt8>>, _ rest: ArraySlice<UInt8>
  ) {
    switch word {
    case "ends":
      let value = DhcpdText.value(rest)
      end = DhcpdText.moment(value)
      hasEnd = end != nil || value.elementsEqual("never".utf8)
    case "binding":
      isActive = DhcpdText.value(rest).elementsEqual("state active".utf8)
    case "hardware" where place == .lease:
      if let type = words.first, type.elementsEqual("ethernet".utf8) {
        mac = LeaseText.mac(DhcpdText.value(rest.dropFirst(type.count + 1)))
      }
    case "client-hostname":
      hostName = DhcpdText.quoted(rest, atMost: 255).map { PrintableText($0) }
    default: break
    }
  }
}
