public import Wire

/// Exact counts of a capture, without any bound but 4,294,967,295 of a kind a source: what `replay` reports.
public struct Tally: Sendable {
  /// What was counted of one source.
  public struct Source: Hashable, Sendable {
    /// Its number, from 0 in order of appearance.
    public let number: Int
    /// The Ethernet source address.
    public let mac: MACAddress
    /// Its messages of every kind.
    public let messages: Int
    /// Its messages by kind; kinds that did not occur are absent.
    public let kinds: [MessageKind: Int]
    /// Messages that came through a relay: `giaddr` is not zero, or a RELAY-FORW.
    public let relayed: Int
    /// Different `chaddr` values.
    public let chaddrs: Int
    /// Different DUIDs, the time in a DUID-LLT aside.
    public let duids: Int
    /// The VLANs it was seen in, by any of its tags, in ascending order.
    public let vlans: [VLANID]
    /// The earliest timestamp.
    public let first: Timestamp
    /// The latest timestamp.
    public let last: Timestamp

    /// The clients it speaks for in the version in which they are more.
    public var clients: Int { max(chaddrs, duids) }
    /// Messages that could not be read.
    public var malformed: Int { (kinds[.malformed] ?? 0) + (kinds[.malformed6] ?? 0) }
  }

  /// Messages counted.
  public private(set) var messages = 0
  /// Messages counted that could not be read.
  public private(set) var malformed = 0
  /// The earliest timestamp of a message; nil without any.
  public var first: Timestamp? { messages == 0 ? nil : earliest }
  /// The latest timestamp of a message; nil without any.
  public var last: Timestamp? { messages == 0 ? nil : latest }

  private var earliest = Timestamp(nanoseconds: .max)
  private var latest = Timestamp(nanoseconds: .min)
  // By a source's number, from 0 in order of appearance.
  private var records: [TallyRecord] = []
  private var rarities: [TallyRarities] = []

  /// Nothing counted.
  init() {}

  /// How many sources there are.
  public var count: Int { records.count }

  /// Every source, most messages first, equals by MAC.
  public var sources: [Source] {
    records.indices.map(report).sorted { ($1.messages, $0.mac) < ($0.messages, $1.mac) }
  }

  /// The first of `sources` that are meant, at most `limit`; without building the others.
  public func sources(_ limit: Int, where isMeant: (MACAddress) -> Bool) -> [Source] {
    var best: [(messages: Int, mac: MACAddress, number: Int)] = []
    for number in records.indices {
      let (messages, mac) = (self.messages(of: number), records[number].mac)
      let place = best.lastIndex { ($0.messages, mac) > (messages, $0.mac) }.map { $0 + 1 } ?? 0
      guard place < limit, isMeant(mac) else { continue }
      if best.count == limit { best.removeLast() }
      best.insert((messages, mac, number), at: place)
    }
    return best.map { report($0.number) }
  }

  /// Counts a message of the source with this number: a known one's, or the next. `isOfKnownClient`: its `chaddr` is one of
  /// those counted, as whoever counts the clients behind it knows.
  @inline(__always)
  mutating func note(
    _ message: ClientMessage, at moment: Timestamp, of number: Int, isOfKnownClient: Bool = false
  ) {
    messages &+= 1
    if message.kind == .malformed || message.kind == .malformed6 { malformed &+= 1 }
    if moment < earliest { earliest = moment }
    if moment > latest { latest = moment }
    if number == records.count { add(message.source, at: moment) }
    if records[number].note(message, at: moment) {
      noteRarities(message, of: number, isOfKnownClient: isOfKnownClient)
    }
  }

  mutating func reserve(_ room: Int) {
    records.reserveCapacity(room)
  }

  /// The address of the source with this number.
  @inline(__always)
  public func mac(_ number: Int) -> MACAddress { records[number].mac }

  /// Where the watchlist had this source at its latest message.
  @inline(__always)
  func hint(_ number: Int) -> UInt32 { records[number].hint }
  @inline(__always)
  mutating func hint(_ number: Int, is place: UInt32) { records[number].hint = place }

  /// Reads a record, to have it in the cache.
  @inline(__always)
  func touch(_ number: Int) -> UInt64 {
    UInt64(truncatingIfNeeded: records[number].last.nanoseconds)
  }

  @inline(never)
  private mutating func add(_ mac: MACAddress, at moment: Timestamp) {
    records.append(TallyRecord(mac, at: moment))
  }

  @inline(never)
  private mutating func noteRarities(_ message: ClientMessage, of number: Int, isOfKnownClient: Bool) {
    let place = records[number].rarities ?? rarities.count
    if place == rarities.count {
      rarities.append(TallyRarities())
      records[number].rarities = place
    }
    rarities[place].note(message, isOfKnownClient: isOfKnownClient)
  }

  private func messages(of number: Int) -> Int {
    records[number].messages + (records[number].rarities.map { rarities[$0].messages } ?? 0)
  }

  private func report(_ number: Int) -> Source {
    let record = records[number]
    let rare = record.rarities.map { rarities[$0] } ?? TallyRarities()
    return Source(
      number: number, mac: record.mac, messages: messages(of: number),
      kinds: record.byKind.merging(rare.byKind) { $0 + $1 }, relayed: Int(rare.relayed),
      chaddrs: rare.chaddrs.count + (record.namesItself ? 1 : 0), duids: rare.duids.count,
      vlans: rare.vlans.sorted { $0.number < $1.number }, first: record.first, last: record.last)
  }
}
