import Wire

/// The counts of one source, in 64 bytes. An array's records begin 48 bytes into a cache line, so what is seldom touched
/// comes first, and the rest lies in one line.
struct TallyRecord: Sendable {
  private(set) var first: Timestamp
  // From the last kind to the first: the common ones lie behind.
  private var counts = [8 of UInt32](repeating: 0)
  /// Where its rarities are, plus one, and above that whether it sent its own address as `chaddr`; zero for neither.
  private var link: UInt32 = 0
  /// Where the watchlist had it.
  var hint = UInt32.max
  private(set) var last: Timestamp
  let mac: MACAddress

  init(_ mac: MACAddress, at moment: Timestamp) {
    self.mac = mac
    first = moment
    last = moment
  }

  /// Where its rarities are; nil when it has none.
  var rarities: Int? {
    get { link & .max >> 1 == 0 ? nil : Int(link & .max >> 1) - 1 }
    set { link = link & 1 << 31 | UInt32((newValue ?? -1) + 1) }
  }

  /// It sent its own address as `chaddr`, as nearly every client does.
  private(set) var namesItself: Bool {
    get { link >> 31 != 0 }
    set { link = link & .max >> 1 | (newValue ? 1 << 31 : 0) }
  }

  /// Messages of DHCPv4.
  var messages: Int { counts.indices.reduce(0) { $0 + Int(counts[$1]) } }

  /// The same by kind.
  var byKind: [MessageKind: Int] {
    var kinds: [MessageKind: Int] = [:]
    for kind in MessageKind.allCases where !kind.isVersion6 && counts[Self.slot(kind)] > 0 {
      kinds[kind] = Int(counts[Self.slot(kind)])
    }
    return kinds
  }

  /// Counts a message; true when there is more to it: DHCPv6, a relay, a VLAN, another's `chaddr`.
  @inline(__always)
  mutating func note(_ message: ClientMessage, at moment: Timestamp) -> Bool {
    if !message.kind.isVersion6 {
      let slot = Self.slot(message.kind)
      if counts[slot] < .max { counts[slot] &+= 1 }
    }
    if moment >= last {
      last = moment
    } else if moment < first {
      first = moment
    }
    let isOwn = message.chaddr?.mac == message.source
    if isOwn { namesItself = true }
    return message.kind.isVersion6 || message.isRelayed || message.vlans.count > 0
      || !isOwn && message.chaddr != nil
  }

  @inline(__always)
  private static func slot(_ kind: MessageKind) -> Int { 7 &- Int(kind.rawValue) }
}

/// What most sources do not have.
struct TallyRarities: Sendable {
  private(set) var relayed: UInt32 = 0
  private var counts = [11 of UInt32](repeating: 0)
  private(set) var chaddrs: Set<ClientHardwareAddress> = []
  /// Digests of the DUIDs.
  private(set) var duids: Set<UInt64> = []
  private(set) var vlans: Set<VLANID> = []
  private var latestChaddr: ClientHardwareAddress?
  private var latestDUID: UInt64 = 0
  private var latestVLANs = VLANTags()

  /// Messages of DHCPv6 by kind.
  var byKind: [MessageKind: Int] {
    var kinds: [MessageKind: Int] = [:]
    for kind in MessageKind.allCases where kind.isVersion6 && counts[Self.slot(kind)] > 0 {
      kinds[kind] = Int(counts[Self.slot(kind)])
    }
    return kinds
  }

  /// Messages of DHCPv6.
  var messages: Int { counts.indices.reduce(0) { $0 + Int(counts[$1]) } }

  private static func slot(_ kind: MessageKind) -> Int {
    Int(kind.rawValue) - Int(MessageKind.solicit.rawValue)
  }

  mutating func note(_ message: ClientMessage, isOfKnownClient: Bool) {
    if message.kind.isVersion6, counts[Self.slot(message.kind)] < .max {
      counts[Self.slot(message.kind)] += 1
    }
    if message.isRelayed, relayed < .max { relayed += 1 }
    if !isOfKnownClient, let chaddr = message.chaddr, chaddr != latestChaddr, chaddr.mac != message.source {
      latestChaddr = chaddr
      chaddrs.insert(chaddr)
    }
    if message.kind.isVersion6, message.client != latestDUID, message.client != 0 {
      latestDUID = message.client
      duids.insert(message.client)
    }
    guard message.vlans != latestVLANs else { return }
    latestVLANs = message.vlans
    for tag in 0..<message.vlans.count {
      if let id = message.vlans[tag] { vlans.insert(id) }
    }
  }
}
