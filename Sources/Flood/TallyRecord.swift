import Wire

/// The counts of one source; what every message touches comes first.
struct TallyRecord: Sendable {
  let mac: MACAddress
  private(set) var first = Timestamp(nanoseconds: .max)
  private(set) var last = Timestamp(nanoseconds: .min)
  /// The first `chaddr` seen.
  private(set) var chaddr: ClientHardwareAddress?
  /// The set of the other ones, and that of the VLANs, by number plus one; zero for none.
  var otherChaddrs: UInt32 = 0
  var vlans: UInt32 = 0
  var latestVLANs = VLANTags()
  private var counts = [8 of UInt64](repeating: 0)
  private(set) var relayed: UInt64 = 0

  init(mac: MACAddress) { self.mac = mac }

  var messages: Int { counts.indices.reduce(0) { $0 + Int(counts[$1]) } }

  var byKind: [MessageKind: Int] {
    var kinds: [MessageKind: Int] = [:]
    for kind in MessageKind.allCases where counts[Int(kind.rawValue)] > 0 {
      kinds[kind] = Int(counts[Int(kind.rawValue)])
    }
    return kinds
  }

  /// Counts a message; true when it has a `chaddr` or VLANs other than those at hand.
  @inline(__always)
  mutating func note(_ message: ClientMessage, at moment: Timestamp) -> Bool {
    counts[Int(message.kind.rawValue)] &+= 1
    if message.isRelayed { relayed &+= 1 }
    if moment < first { first = moment }
    if moment > last { last = moment }
    var isRare = message.vlans != latestVLANs
    if let new = message.chaddr {
      if chaddr == nil { chaddr = new }
      if new != chaddr { isRare = true }
    }
    return isRare
  }
}
