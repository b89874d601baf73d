import Wire

/// Who is behind relays and routers: the worst client of each, to be named, and whether new clients come as no healthy
/// ones would. At most `capacity` of them; one that was quiet for a minute makes room.
///
/// Of each relay the busiest clients of a minute are kept by space-saving (Metwally, Agrawal, El Abbadi 2005): a client
/// that sent more than one in `clients` of its messages is among them, and no count is more than that too high.
struct RelayStatistics: Sendable {
  private struct Client: Sendable {
    var digest: UInt32
    var mac: MACAddress?
    var count: UInt32
    /// How much of the count may be others'.
    var excess: UInt32
  }

  /// What is looked at of every message.
  private struct Head: Sendable {
    let key: UInt64
    var since: Int64
    var last: Int64
    var messages = 0
    /// The latest transaction and how often relays had passed it on, how many messages had more hops than the same one
    /// before, and the most hops of those.
    var transaction: UInt32 = 0
    var hops: UInt8 = 0
    var climbs = 0
    var mostHops: UInt8 = 0

    mutating func note(_ message: ClientMessage, at now: Int64) {
      last = now
      messages += 1
      if message.transaction == transaction, message.hops > hops, hops > 0 {
        climbs += 1
        mostHops = max(mostHops, message.hops)
      }
      (transaction, hops) = (message.transaction, message.hops)
    }

    /// Two in three of its messages are its own of before, one hop further.
    var echo: String? {
      guard climbs >= RelayStatistics.fewestClimbs, climbs * 3 >= messages * 2 else { return nil }
      return "it passes on its own messages, hops up to \(mostHops), so one of a client becomes \(mostHops)"
    }
  }

  private struct Relay: Sendable {
    var seeking = 0
    var clients: [Client] = []
    /// Clients heard in this minute, and those heard more than once, by bits of their digests.
    var seen = [64 of UInt64](repeating: 0)
    var again = [64 of UInt64](repeating: 0)
    /// Clients heard in the minute before.
    var known = [64 of UInt64](repeating: 0)

    mutating func note(_ message: ClientMessage, client digest: UInt32) {
      guard digest != 0 else { return }
      if message.kind == .discover || message.kind == .relayForward { seeking += 1 }
      count(digest, message.chaddr?.mac)
      let (word, bit) = (Int(digest >> 26), UInt64(1) << UInt64(digest >> 20 & 63))
      if seen[word] & bit != 0 { again[word] |= bit }
      seen[word] |= bit
    }

    private mutating func count(_ digest: UInt32, _ mac: MACAddress?) {
      var least = 0
      for slot in clients.indices {
        if clients[slot].digest == digest {
          clients[slot].count &+= 1
          return
        }
        if clients[slot].count < clients[least].count { least = slot }
      }
      guard clients.count == RelayStatistics.clients else {
        clients.append(Client(digest: digest, mac: mac, count: 1, excess: 0))
        return
      }
      let count = clients[least].count
      clients[least] = Client(digest: digest, mac: mac, count: count &+ 1, excess: count)
    }
  }

  private static let fewestClimbs = 10

  static let capacity = 32
  /// What a router passes on in a minute at most: every renewal of 6,000 clients at once.
  private static let plausible = 6000
  static let clients = 16
  private static let seeking = 75
  private static let fresh = 50
  /// Of 4,096 bits, set by more than 5,000 clients: whether each was heard again can no longer be told.
  private static let saturated = 3000

  // Beside one another: to read something of an element is to copy all of it, which is much of a relay.
  private var heads: [Head] = []
  private var relays: [Relay] = []
  private let minute: Int64

  init(clock: MonotonicFrameClock) { minute = clock.units(.seconds(60)) }

  var byteCount: Int {
    relays.capacity * MemoryLayout<Relay>.stride + heads.capacity * MemoryLayout<Head>.stride
      + relays.reduce(0) { $0 + $1.clients.capacity * MemoryLayout<Client>.stride }
  }

  /// Counts a message that a relay passed on; words when its minute is over and its new clients, like those of a flood,
  /// were many and were not heard again.
  mutating func note(_ message: ClientMessage, client digest: UInt32, of key: UInt64, at now: Int64)
    -> String?
  {
    guard let place = place(of: key, at: now) else { return nil }
    var words: String?
    if now &- heads[place].since >= minute { words = turn(place, at: now) }
    heads[place].note(message, at: now)
    relays[place].note(message, client: digest)
    return words
  }

  /// The busiest client of a relay in the running minute, in words; nil when none stands out.
  func worst(of key: UInt64) -> String? {
    guard let place = find(key) else { return nil }
    let relay = relays[place]
    let messages = heads[place].messages
    if let echo = heads[place].echo { return echo }
    guard let client = relay.clients.max(by: { $0.count - $0.excess < $1.count - $1.excess })
    else { return nil }
    let sure = Int(client.count - client.excess)
    guard sure * 4 >= messages, sure > 2 else { return nil }
    return "its client \(name(client)) sent \(sure) of \(messages)"
  }

  /// What is said of a relay that passes on what it sent itself; nil for others.
  func echo(of key: UInt64) -> String? {
    find(key).flatMap { heads[$0].echo }
  }

  private func find(_ key: UInt64) -> Int? { heads.firstIndex { $0.key == key } }

  /// Whether what a source passed on in the running minute is no more than a router would; false when it has no place.
  func isPlausible(_ key: UInt64) -> Bool {
    guard let place = find(key) else { return false }
    return heads[place].messages <= Self.plausible
  }

  private func name(_ client: Client) -> String {
    client.mac?.description ?? "with the digest \(String(client.digest, radix: 16))"
  }

  /// A minute is over.
  private mutating func turn(_ place: Int, at now: Int64) -> String? {
    let relay = relays[place]
    var fresh = 0
    var silent = 0
    var new = [64 of UInt64](repeating: 0)
    for word in relay.seen.indices {
      new[word] = relay.seen[word] & ~relay.known[word]
      fresh += new[word].nonzeroBitCount
      silent += (new[word] & ~relay.again[word]).nonzeroBitCount
    }
    let worst = worst(of: heads[place].key)
    let isSilent = silent * 2 >= fresh || fresh >= Self.saturated
    let isCrowd = relay.seeking >= Self.seeking && fresh >= Self.fresh && isSilent
    heads[place] = Head(key: heads[place].key, since: now, last: now)
    relays[place] = Relay()
    relays[place].known = relay.seen
    guard isCrowd else { return nil }
    return "a relay with \(fresh) or more new clients in 60 s, of which \(silent) were heard once only"
      + (worst.map { "; \($0)" } ?? "")
  }

  private mutating func place(of key: UInt64, at now: Int64) -> Int? {
    if let place = find(key) { return place }
    guard relays.count == Self.capacity else {
      heads.append(Head(key: key, since: now, last: now))
      relays.append(Relay())
      return relays.count - 1
    }
    let quietest = relays.indices.max { now &- heads[$0].last < now &- heads[$1].last } ?? 0
    guard now &- heads[quietest].last >= minute else { return nil }
    heads[quietest] = Head(key: key, since: now, last: now)
    relays[quietest] = Relay()
    return quietest
  }
}
