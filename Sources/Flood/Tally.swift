public import Wire

/// Exact counts of a capture, without any bound: what `replay` reports.
public struct Tally: Sendable {
  /// What was counted of one source.
  public struct Source: Hashable, Sendable {
    /// The Ethernet source address.
    public let mac: MACAddress
    /// Its messages of every kind.
    public let messages: Int
    /// Its messages by kind; kinds that did not occur are absent.
    public let kinds: [MessageKind: Int]
    /// Messages whose `giaddr` is not zero.
    public let relayed: Int
    /// Different `chaddr` values.
    public let chaddrs: Int
    /// The VLANs it was seen in, by any of its tags, in ascending order.
    public let vlans: [VLANID]
    /// The earliest timestamp.
    public let first: Timestamp
    /// The latest timestamp.
    public let last: Timestamp

    /// Messages that could not be read.
    public var malformed: Int { kinds[.malformed] ?? 0 }
  }

  /// Messages counted.
  public private(set) var messages = 0
  /// Messages counted that could not be read.
  public private(set) var malformed = 0
  /// The earliest timestamp of a message; nil without any.
  public var first: Timestamp? { messages == 0 ? nil : earliest }
  /// The latest timestamp of a message; nil without any.
  public var last: Timestamp? { messages == 0 ? nil : latest }
  /// Frames seen, as the caller counts them: messages and others.
  public var frames = 0

  private var earliest = Timestamp(nanoseconds: .max)
  private var latest = Timestamp(nanoseconds: .min)
  private var index: SourceIndex
  private var records: [TallyRecord] = []
  // What most sources do not have: a second `chaddr`, a VLAN.
  private var chaddrs: [Set<ClientHardwareAddress>] = []
  private var vlans: [Set<VLANID>] = []
  private var warmth: UInt64 = 0

  /// Nothing counted; `seed` keys the hash table.
  public init(seed: UInt64 = .random(in: .min ... .max)) { index = SourceIndex(seed: seed) }

  /// How many sources there are.
  public var count: Int { records.count }

  /// Counts a message.
  public mutating func note(_ message: ClientMessage, at moment: Timestamp) {
    note(message, hash: index.hash(message.source), at: moment)
  }

  /// Counts messages, as `note(_:at:)` does, but fetches the table's lines for several at once.
  public mutating func note(contentsOf messages: [Arrival]) {
    var hashes = Watchlist.Batch(repeating: 0)
    for start in stride(from: 0, to: messages.count, by: Watchlist.batchSize) {
      let part = start..<min(start + Watchlist.batchSize, messages.count)
      warm(messages, part, &hashes)
      for place in part { note(messages[place].message, hash: hashes[place - start], at: messages[place].at) }
    }
  }

  /// Every source, most messages first, equals by MAC.
  public var sources: [Source] {
    records.map(report).sorted { ($1.messages, $0.mac) < ($0.messages, $1.mac) }
  }

  @inline(__always)
  private mutating func note(_ message: ClientMessage, hash: UInt32, at moment: Timestamp) {
    messages &+= 1
    if message.kind == .malformed { malformed &+= 1 }
    if moment < earliest { earliest = moment }
    if moment > latest { latest = moment }
    let place = index.find(hash) { records[$0].mac == message.source } ?? add(message.source, hash)
    if records[place].note(message, at: moment) { noteRarities(message, at: place) }
  }

  /// Reads what is about to be needed; the sum only keeps the reads from being dropped as useless.
  private mutating func warm(_ messages: [Arrival], _ part: Range<Int>, _ hashes: inout Watchlist.Batch) {
    var places = Watchlist.Batch(repeating: .max)
    for place in part {
      let hash = index.hash(messages[place].message.source)
      hashes[place - part.lowerBound] = hash
      places[place - part.lowerBound] = index.guess(hash)
    }
    var sum: UInt64 = 0
    for number in 0..<part.count where places[number] != .max {
      sum &+= records[Int(places[number])].mac.bits &+ records[Int(places[number])].relayed
    }
    warmth = sum
  }

  private mutating func add(_ mac: MACAddress, _ hash: UInt32) -> Int {
    records.append(TallyRecord(mac: mac))
    index.insert(hash, record: records.count - 1)
    return records.count - 1
  }

  private mutating func noteRarities(_ message: ClientMessage, at place: Int) {
    if let chaddr = message.chaddr, chaddr != records[place].chaddr {
      if records[place].otherChaddrs == 0 {
        chaddrs.append([])
        records[place].otherChaddrs = UInt32(chaddrs.count)
      }
      chaddrs[Int(records[place].otherChaddrs) - 1].insert(chaddr)
    }
    guard message.vlans != records[place].latestVLANs else { return }
    records[place].latestVLANs = message.vlans
    guard message.vlans.count > 0 else { return }
    if records[place].vlans == 0 {
      vlans.append([])
      records[place].vlans = UInt32(vlans.count)
    }
    for tag in 0..<message.vlans.count {
      if let id = message.vlans[tag] { vlans[Int(records[place].vlans) - 1].insert(id) }
    }
  }

  private func report(_ record: TallyRecord) -> Source {
    let others = record.otherChaddrs == 0 ? 0 : chaddrs[Int(record.otherChaddrs) - 1].count
    let seen = record.vlans == 0 ? [] : vlans[Int(record.vlans) - 1]
    return Source(
      mac: record.mac, messages: record.messages, kinds: record.byKind, relayed: Int(record.relayed),
      chaddrs: others + (record.chaddr == nil ? 0 : 1), vlans: seen.sorted { $0.number < $1.number },
      first: record.first, last: record.last)
  }
}
