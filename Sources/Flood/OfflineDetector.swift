import Wire

/// The watchlist looking back on what was captured: the daemon's verdicts, and exact counts of every source as well.
///
/// The watchlist is as bounded as the daemon's, so its verdicts are the daemon's; the counts are not. A source's count
/// remembers where the watchlist has it, so that it is looked up once as long as the watchlist is not full.
public struct OfflineDetector: Sendable {
  /// How many messages are best handed over at once: the tables' lines are fetched into the cache for all of them.
  public static let batch = 64
  private typealias Batch = InlineArray<64, UInt32>
  private static let unknown = UInt32.max

  /// What every source sent, exactly.
  public private(set) var tally = Tally()
  /// What every client behind a relay or a router sent, exactly.
  public private(set) var clients: RelayedTally
  /// The first and gravest thing found of each of them, by its number, and how often it would have been blocked.
  public private(set) var clientFindings: [Int: (finding: Finding, blocks: Int)] = [:]
  /// What was found of lines, each with the digest that messages of it have.
  public private(set) var lineFindings: [(line: UInt64, finding: Finding)] = []
  private var watchlist: Watchlist
  private var index: SourceIndex
  private var chronicle: MessageTrace
  private var warmth: UInt64 = 0

  /// Nothing seen yet; `seed` keys the hash tables. Up to `limit` messages are kept for `retrospect`, at 16 bytes each.
  public init(policy: Policy, keeping limit: Int = 0, seed: UInt64 = .random(in: .min ... .max)) {
    chronicle = MessageTrace(limit: limit)
    watchlist = Watchlist(policy: policy, seed: seed)
    index = SourceIndex(seed: seed)
    clients = RelayedTally(seed: seed)
    // Memory that is never touched costs nothing, copying to ever larger tables does.
    let room = min(1 << 18, (1 << 23) / watchlist.arrivals.length)
    watchlist.reserve(room)
    tally.reserve(room)
    clients.reserve(room)
  }

  /// What the messages show now that all are known; nil when none were kept, or there were too many.
  public var retrospect: Retrospect? {
    guard chronicle.count > 0 else { return nil }
    let owners = (0..<clients.count).map { UInt32(clients.source(of: $0)) }
    return Retrospect(chronicle, sources: tally.count, owners: owners, span: watchlist.policy.span)
  }

  /// More messages came than were to be kept.
  public var keptTooMany: Bool { chronicle.overflowed }

  /// Why the source with this number in the tally is never blocked, as far as is known now; nil when it may be.
  public func exemption(of number: Int) -> Spared? { watchlist.exemption(for: tally.mac(number)) }

  /// Counts messages in order, and says what is new about their sources.
  public mutating func note(contentsOf messages: [Arrival]) -> [Finding] {
    var findings: [Finding] = []
    var hashes = Batch(repeating: 0)
    var numbers = Batch(repeating: Self.unknown)
    for start in stride(from: 0, to: messages.count, by: Self.batch) {
      let part = start..<min(start + Self.batch, messages.count)
      warm(messages, part, &hashes, &numbers)
      for number in part {
        note(messages[number], hashes[number - start], guess: numbers[number - start], &findings)
      }
    }
    return findings
  }

  /// The alarms raised since they were last taken.
  public mutating func takeAlarms() -> [Alarm] { watchlist.takeAlarms() }

  /// What can be said at the end although there is no alarm; nil for nothing.
  public func conclude() -> String? { watchlist.conclude() }

  @inline(__always)
  private mutating func note(_ arrival: Arrival, _ hash: UInt32, guess: UInt32, _ findings: inout [Finding]) {
    let now = watchlist.advance(to: arrival.at)
    let mac = arrival.message.source
    let isRight = guess != Self.unknown && tally.mac(Int(guess)) == mac
    let number = isRight ? Int(guess) : number(of: mac, hash)
    if arrival.message.isRelayed || arrival.message.isRouted, RelayedTally.holds(arrival.message) {
      return noteRelayed(arrival, number, at: now, &findings)
    }
    tally.note(arrival.message, at: arrival.at, of: number)
    guard chronicle.isOpen else { return judge(arrival, number, at: now, &findings) }
    let (passed, aside, takenBack) = (watchlist.passed, watchlist.aside, watchlist.takenBack)
    judge(arrival, number, at: now, &findings)
    if watchlist.takenBack != takenBack { chronicle.takeBack(watchlist.takenBack &- takenBack, of: number) }
    chronicle.note(
      arrival.message.kind, of: number, at: arrival.at, counts: watchlist.passed == passed,
      byKind: watchlist.aside == aside)
  }

  /// The same of a message of a client behind a relay or a router.
  private mutating func noteRelayed(
    _ arrival: Arrival, _ number: Int, at now: Int64, _ findings: inout [Finding]
  ) {
    let message = arrival.message
    let count = clients.count
    let client = clients.note(message, of: number)
    tally.note(message, at: arrival.at, of: number, isOfKnownClient: clients.count == count)
    let (known, passed, takenBack) = (findings.count, watchlist.passed, watchlist.takenBack)
    judge(arrival, number, at: now, &findings)
    if findings.count > known, case .client? = findings.last?.subject, let finding = findings.last {
      keep(finding, of: client)
    }
    guard chronicle.isOpen else { return }
    // Who only forges what a relay sends is counted as any source.
    let isClient = watchlist.lastPassage != .none
    let traced = isClient ? MessageTrace.client(client) : number
    if watchlist.takenBack != takenBack {
      chronicle.takeBack(watchlist.takenBack &- takenBack, of: traced)
    }
    let counts = isClient ? watchlist.lastPassage == .counted : watchlist.passed == passed
    let isRenewal = message.kind == .request && message.address.bits != 0
    chronicle.note(message.kind, of: traced, at: arrival.at, counts: counts, byKind: !isRenewal)
  }

  private mutating func keep(_ finding: Finding, of client: Int) {
    let before = clientFindings[client]
    let isGraver = (before?.finding.verdict.gravity ?? 0) < finding.verdict.gravity
    let blocks = (before?.blocks ?? 0) + (finding.verdict == .blocked ? 1 : 0)
    clientFindings[client] = (isGraver ? finding : before?.finding ?? finding, blocks)
  }

  @inline(__always)
  private mutating func judge(_ arrival: Arrival, _ number: Int, at now: Int64, _ findings: inout [Finding]) {
    let message = arrival.message
    var place = Int(tally.hint(number))
    if message.source.isGroup || !watchlist.isRight(place, SourceKey.of(message)) {
      guard let found = watchlist.place(of: message, at: now, arrival.at) else { return }
      place = found
      tally.hint(number, is: UInt32(place))
    }
    guard let finding = watchlist.note(message, of: place, at: now, arrival.at) else { return }
    if case .line = finding.subject { lineFindings.append((message.line, finding)) }
    findings.append(finding)
  }

  private mutating func number(of mac: MACAddress, _ hash: UInt32) -> Int {
    if let number = index.find(hash, matches: { tally.mac($0) == mac }) { return number }
    index.insert(hash, record: tally.count)
    return tally.count
  }

  /// Reads what is about to be needed, one table after the other in loops so short that many of their misses are
  /// under way at once; the sum keeps the reads from being dropped.
  private mutating func warm(
    _ messages: [Arrival], _ part: Range<Int>, _ hashes: inout Batch, _ numbers: inout Batch
  ) {
    let count = part.count
    var sum: UInt64 = 0
    for number in 0..<count { hashes[number] = index.hash(messages[part.lowerBound + number].message.source) }
    for number in 0..<count { sum &+= index.touch(hashes[number]) }
    for number in 0..<count { numbers[number] = index.guess(hashes[number]) ?? Self.unknown }
    for number in 0..<count where numbers[number] != Self.unknown {
      sum &+= tally.touch(Int(numbers[number]))
    }
    var places = Batch(repeating: Self.unknown)
    for number in 0..<count where numbers[number] != Self.unknown {
      places[number] = tally.hint(Int(numbers[number]))
      sum &+= watchlist.touch(Int(places[number]))
    }
    for number in 0..<count {
      let key = SourceKey.of(messages[part.lowerBound + number].message)
      if watchlist.isRight(Int(places[number]), key) {
        sum &+= watchlist.touchRing(Int(places[number]))
        places[number] = Self.unknown
      } else {
        sum &+= watchlist.touchIndex(key)
        places[number] = 0
      }
    }
    if watchlist.isFull { sum &+= warmVictims(count, &places) }
    sum &+= warmClients(messages, part)
    warmth = sum
  }

  /// The same of clients behind relays.
  @inline(__always)
  private func warmClients(_ messages: [Arrival], _ part: Range<Int>) -> UInt64 {
    for number in part where messages[number].message.isRelayed || messages[number].message.isRouted {
      return warmClients(messages, from: number..<part.upperBound)
    }
    return 0
  }

  @inline(never)
  private func warmClients(_ messages: [Arrival], from part: Range<Int>) -> UInt64 {
    var sum: UInt64 = 0
    var hashes = Batch(repeating: 0)
    var others = Batch(repeating: 0)
    for (place, number) in part.enumerated() {
      let message = messages[number].message
      hashes[place] = watchlist.clientKey(message).map(watchlist.index.hash) ?? 0
      others[place] = clients.hash(message, of: Int(index.guess(index.hash(message.source)) ?? 0))
      sum &+= watchlist.index.touch(hashes[place]) &+ clients.touch(others[place])
    }
    var places = Batch(repeating: Self.unknown)
    for place in 0..<part.count {
      places[place] = watchlist.index.guess(hashes[place]) ?? Self.unknown
      sum &+= clients.touchRecord(others[place])
      if places[place] != Self.unknown { sum &+= watchlist.touch(Int(places[place])) }
    }
    for place in 0..<part.count where places[place] != Self.unknown {
      sum &+= watchlist.touchRing(Int(places[place]))
    }
    guard watchlist.isFull else { return sum }
    var dice = watchlist.dice
    var victims = Batch(repeating: Self.unknown)
    for place in 0..<part.count where places[place] == Self.unknown {
      victims[place] = UInt32(watchlist.victim(&dice))
      sum &+= watchlist.touch(Int(victims[place]))
    }
    for place in 0..<part.count where victims[place] != Self.unknown {
      sum &+= watchlist.touchVictim(Int(victims[place]))
    }
    return sum
  }

  /// The same of who will have to make room for the sources whose place is not unknown.
  private func warmVictims(_ count: Int, _ places: inout Batch) -> UInt64 {
    var sum: UInt64 = 0
    var dice = watchlist.dice
    for number in 0..<count where places[number] != Self.unknown {
      places[number] = UInt32(watchlist.victim(&dice))
      sum &+= watchlist.touch(Int(places[number]))
    }
    for number in 0..<count where places[number] != Self.unknown {
      sum &+= watchlist.touchVictim(Int(places[number]))
    }
    return sum
  }
}
