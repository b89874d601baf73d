public import Wire

/// Exact counts of the clients behind relays and routers of a capture.
///
/// A client is counted by its Ethernet source and `chaddr`; what comes with another `giaddr` than its first is another's.
/// Routed renewals, with none, count with the first.
public struct RelayedTally: Sendable {
  /// What was counted of one client.
  public struct Client: Hashable, Sendable {
    /// Its number, from 0 in order of appearance.
    public let number: Int
    /// The number of its Ethernet source in the tally.
    public let source: Int
    /// `giaddr`; zero when only routed renewals were heard, and in DHCPv6.
    public let giaddr: IPv4Address
    /// `chaddr`; nil in DHCPv6.
    public let chaddr: ClientHardwareAddress?
    /// A digest of what the messages name it, as in `ClientMessage`; zero without.
    public let origin: UInt64
    /// A digest of its line, likewise.
    public let line: UInt64
    /// Its messages of every kind.
    public let messages: Int
    /// Its messages by kind; kinds that did not occur are absent.
    public let kinds: [MessageKind: Int]
    /// Its messages are DHCPv6.
    public let isVersion6: Bool
  }

  private struct Record: Sendable {
    let source: UInt32
    var giaddr: UInt32
    let name: UInt64
    let chaddr: ClientHardwareAddress?
    let isVersion6: Bool
    /// It is one that came with another `giaddr` than the first.
    let isPart: Bool
    var messages = 0
    var line: UInt64
    var counts = KindCounts()
  }

  private var records: [Record] = []
  private var index: SourceIndex

  init(seed: UInt64) { index = SourceIndex(seed: seed) }

  /// Makes room for so many clients.
  mutating func reserve(_ room: Int) { records.reserveCapacity(room) }

  /// How many clients there are.
  public var count: Int { records.count }

  /// Whether a message is one that was passed on for a client that it names.
  @inline(__always)
  static func holds(_ message: ClientMessage) -> Bool {
    if message.kind.isVersion6 { return message.origin != 0 }
    guard message.isRelayed || message.isRouted, let chaddr = message.chaddr else { return false }
    return chaddr.mac != message.source && (chaddr.length == 6 || message.origin != 0)
  }

  /// Counts a message that it holds; the client's number.
  @inline(never)
  mutating func note(_ message: ClientMessage, of source: Int) -> Int {
    let name = message.origin != 0 ? message.origin : message.chaddr?.digest ?? 0
    let first = number(name, message, of: source, part: 0)
    var number = first
    if !message.kind.isVersion6, message.giaddr.bits != 0, message.giaddr.bits != records[first].giaddr {
      if records[first].giaddr == 0 {
        records[first].giaddr = message.giaddr.bits
      } else {
        number = self.number(name, message, of: source, part: message.giaddr.bits)
      }
    }
    records[number].messages &+= 1
    records[number].counts.note(message.kind)
    if message.line != 0 { records[number].line = message.line }
    return number
  }

  /// For the calls below: the hash of a message's client, unless it comes with another `giaddr` than its first.
  func hash(_ message: ClientMessage, of source: Int) -> UInt32 {
    let name = message.origin != 0 ? message.origin : message.chaddr?.digest ?? 0
    return index.hash(index.key(name, UInt64(source) << 32))
  }

  /// Reads where the search for a client begins, and then what is found there, to have them in the cache.
  func touch(_ hash: UInt32) -> UInt64 { index.touch(hash) }
  func touchRecord(_ hash: UInt32) -> UInt64 {
    guard let place = index.guess(hash) else { return 0 }
    return UInt64(truncatingIfNeeded: records[Int(place)].messages) &+ records[Int(place)].name
  }

  private mutating func number(_ name: UInt64, _ message: ClientMessage, of source: Int, part: UInt32) -> Int
  {
    let hash = index.hash(index.key(name, UInt64(source) << 32 | UInt64(part)))
    let found = index.find(hash) {
      records[$0].name == name && records[$0].source == UInt32(source) && records[$0].isPart == (part != 0)
        && (part == 0 || records[$0].giaddr == part) && records[$0].isVersion6 == message.kind.isVersion6
    }
    if let found { return found }
    records.append(
      Record(
        source: UInt32(source), giaddr: message.giaddr.bits, name: name, chaddr: message.chaddr,
        isVersion6: message.kind.isVersion6, isPart: part != 0, line: message.line))
    index.insert(hash, record: records.count - 1)
    return records.count - 1
  }

  /// The number of the source that a client is behind.
  func source(of client: Int) -> Int { Int(records[client].source) }

  /// What was counted of the client with this number.
  public subscript(number: Int) -> Client {
    let record = records[number]
    return Client(
      number: number, source: Int(record.source), giaddr: IPv4Address(bits: record.giaddr),
      chaddr: record.chaddr,
      origin: record.isVersion6 || record.chaddr?.length != 6 ? record.name : 0, line: record.line,
      messages: record.messages, kinds: record.counts.byKind(isVersion6: record.isVersion6),
      isVersion6: record.isVersion6)
  }

  /// The busiest clients of each source, by its number, at most `limit` of one; equals in order of appearance.
  public func busiest(_ limit: Int) -> [Int: [Client]] {
    Dictionary(grouping: records.indices) { Int(records[$0].source) }.mapValues { numbers in
      numbers.sorted { (records[$1].messages, $0) < (records[$0].messages, $1) }.prefix(limit).map {
        self[$0]
      }
    }
  }

  /// How many clients each source has, by its number.
  public var counts: [Int: Int] {
    records.reduce(into: [:]) { $0[Int($1.source), default: 0] += 1 }
  }
}
