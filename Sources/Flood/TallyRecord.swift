import Wire

/// The counts of one source, in 112 bytes; what every message touches comes last, where it shares a cache line.
struct TallyRecord: Sendable {
  private(set) var first: Timestamp
  private(set) var relayed: UInt32 = 0
  /// Where its rarities are, plus one; zero for none.
  var rarities: UInt32 = 0
  /// Where the watchlist had it.
  var hint = UInt32.max
  private(set) var last: Timestamp
  private var counts = [19 of UInt32](repeating: 0)
  /// It sent its own address as `chaddr`, as nearly every client does.
  private(set) var namesItself = false

  init(at moment: Timestamp) {
    first = moment
    last = moment
  }

  var messages: Int { counts.indices.reduce(0) { $0 + Int(counts[$1]) } }

  var byKind: [MessageKind: Int] {
    var kinds: [MessageKind: Int] = [:]
    for kind in MessageKind.allCases where counts[Int(kind.rawValue)] > 0 {
      kinds[kind] = Int(counts[Int(kind.rawValue)])
    }
    return kinds
  }

  /// Counts a message; true when it has a VLAN or another's `chaddr`.
  @inline(__always)
  mutating func note(_ message: ClientMessage, at moment: Timestamp) -> Bool {
    let kind = Int(message.kind.rawValue)
    if counts[kind] < .max { counts[kind] &+= 1 }
    if message.isRelayed, relayed < .max { relayed &+= 1 }
    if moment >= last {
      last = moment
    } else if moment < first {
      first = moment
    }
    let isOwn = message.chaddr?.mac == message.source
    if isOwn { namesItself = true }
    return message.vlans.count > 0 || !isOwn && message.chaddr != nil
  }
}

/// What most sources do not have.
struct TallyRarities: Sendable {
  private(set) var chaddrs: Set<ClientHardwareAddress> = []
  private(set) var vlans: Set<VLANID> = []
  private var latestChaddr: ClientHardwareAddress?
  private var latestVLANs = VLANTags()

  mutating func note(_ message: ClientMessage) {
    if let chaddr = message.chaddr, chaddr != latestChaddr, chaddr.mac != message.source {
      latestChaddr = chaddr
      chaddrs.insert(chaddr)
    }
    guard message.vlans != latestVLANs else { return }
    latestVLANs = message.vlans
    for tag in 0..<message.vlans.count {
      if let id = message.vlans[tag] { vlans.insert(id) }
    }
  }
}
