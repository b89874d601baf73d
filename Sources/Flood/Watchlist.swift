public import Wire

/// The detection engine: messages in, findings and alarms out.
///
/// The message at t trips "N in W" exactly when the N-th latest message of its source, itself included, is
/// younger than W, to the microsecond (coarser for windows above 35 min). A source is an Ethernet address in one IP
/// version. Time is what the timestamps say, as `MonotonicFrameClock` reads them. Memory is bounded by the policy's capacity
/// and grows only as sources appear; in steady state a message allocates nothing. No verdict depends on the seed.
public struct Watchlist: Sendable {
  /// The policy it was made with.
  public let policy: Policy
  /// Who is never blocked; may change while it runs.
  public var exemptions: Exemptions
  /// How often a source was forgotten to make room for a new one.
  package internal(set) var evictions = 0
  /// Messages not counted, as every source looked at for eviction was banned or near a threshold.
  package internal(set) var uncounted = 0
  /// Messages that no window holds: copies, and those not counted.
  var passed: Int { uncounted &+ copies }
  var copies = 0
  /// Messages that no window of their kind holds, although it is watched.
  var aside = 0
  /// Messages before the latest that were counted and are not any more, as a loop brought them.
  var takenBack = 0
  /// Whether the latest message that says it was passed on was, and counts for its client.
  var lastPassage = Passage.none

  var clock: MonotonicFrameClock
  var index: SourceIndex
  var sources: [WatchedSource] = []
  var ranks: [UInt32] = []
  var arrivals: ArrivalRings
  var kinds: KindRings
  var windows: ClientWindows
  var echoes: DuplicateFrames
  var conflicts: Conflicts
  var newcomers: RandomSourceDetector
  var relays: RelayStatistics
  // How fast those send that are not blocked, as they were named or by what they send.
  var named: LeakyBuckets
  var presumed: LeakyBuckets
  // What rules have dropped of this machine's own addresses, as of the last look.
  var ownDropped: [MACAddress: UInt64] = [:]
  // The same of unknown sources.
  var unknownDropped: UInt64?
  var strikes: StrikeTable
  var bell: AlarmThrottle
  let general: CompiledThresholds
  // The kinds that are followed up by themselves, a bit each.
  private let followed: UInt32
  // What comes through relays: lines, copies, and who is banned of the clients behind them.
  var lines: RelayedLines
  var relayCopies: RelayCopies
  var clients: [UInt32: RelayedClient] = [:]
  let capacity: Int
  let silence: Int64
  let spanInSeconds: UInt32
  // The banned records, unordered, and the earliest end of their bans.
  var bans: [UInt32] = []
  var earliest = Int64.max
  // When the latest blocks were made, as many as are allowed in a minute; the oldest is next to go.
  var blocks: [Int64] = []
  var oldestBlock = 0
  // What there is to drop of each banned record.
  var uses: [UInt32: BlockUse] = [:]
  var lookedForIdle = Int64.min / 2
  // When the latest came near a limit, the oldest next to go.
  var notices = [Int64?](repeating: nil, count: noticesPerMinute)
  var oldestNotice = 0
  /// The messages of banned sources are heard, as in a capture; not so behind the rule that drops them.
  public var hearsBanned = true
  /// Rules can be made for clients behind relays and routers; where not, who of them floods is told of and not banned.
  public var blocksClients = true
  /// The client that the latest message is of, where that is banned.
  public var heardClient: RelayedClient? { heardPlace == .max ? nil : clients[heardPlace] }
  var heardPlace = UInt32.max
  let seed: UInt64
  // The places of group addresses, which are never many.
  var groupPlaces: [UInt32] = []
  // The stream's second, and when the next begins.
  var second: UInt32 = 0
  private var nextSecond: Int64?
  let unitsPerSecond: Int64
  // Fixed: which sources are forgotten must not depend on the seed of the hash.
  var dice = SplitMix64(state: 0)

  /// What became of a message for the client that it was passed on for.
  enum Passage: Sendable {
    /// It has none.
    case none
    /// It does not count.
    case copy
    case counted
  }

  /// An engine that has seen nothing; `seed` keys its hash table.
  public init(policy: Policy, seed: UInt64 = .random(in: .min ... .max)) {
    (self.policy, self.seed) = (policy, seed)
    exemptions = policy.exemptions
    clock = MonotonicFrameClock(span: policy.span)
    index = SourceIndex(seed: seed)
    general = CompiledThresholds(policy, kind: nil, clock: clock)
    arrivals = ArrivalRings(length: general.length)
    capacity = min(max(policy.capacity, 1), Int(UInt32.max) - 1)
    kinds = KindRings(policy, clock: clock, capacity: max(64, capacity / 2))
    windows = ClientWindows(policy.starvation, clock: clock, capacity: max(16, capacity / 16))
    echoes = DuplicateFrames(clock: clock)
    conflicts = Conflicts(clock: clock)
    lines = RelayedLines(policy.starvation, clock: clock, capacity: max(16, capacity / 64))
    relayCopies = RelayCopies(clock: clock)
    followed =
      kinds.mask | 1 << UInt32(MessageKind.decline.rawValue) | 1 << UInt32(MessageKind.decline6.rawValue)
    newcomers = RandomSourceDetector(clock: clock)
    relays = RelayStatistics(clock: clock)
    named = LeakyBuckets(burst: Self.namedBurst, rate: Self.namedRate, clock: clock)
    presumed = LeakyBuckets(burst: Self.presumedBurst, rate: Self.presumedRate, clock: clock)
    strikes = StrikeTable(policy, clock: clock)
    bell = AlarmThrottle(clock: clock)
    silence = clock.units(policy.ban)
    unitsPerSecond = clock.units(.seconds(1))
    spanInSeconds = UInt32(Int64(general.span) / unitsPerSecond + 1)
  }

  /// How many sources it remembers.
  package var count: Int { sources.count }
  /// New sources push out old ones.
  package var isFull: Bool { sources.count >= capacity }
  /// How many sources are banned, as of the latest message.
  package var blocked: Int { bans.count }
  /// The bytes its tables take.
  package var byteCount: Int {
    sources.capacity * MemoryLayout<WatchedSource>.stride + ranks.capacity * 4 + arrivals.byteCount
      + kinds.byteCount
      + index.byteCount + windows.byteCount + relays.byteCount + strikes.byteCount
      + newcomers.byteCount + lines.byteCount + relayCopies.byteCount
  }

  /// Counts a message; a finding when it shows something new about its source.
  ///
  /// Warned: once, and again only after a whole window below the threshold; never who is spared anyway.
  /// Blocked: once a ban; while it lasts messages are counted in silence. Spared: once every `Policy.ban`.
  public mutating func note(_ message: ClientMessage, at moment: Timestamp) -> Finding? {
    heardPlace = .max
    let now = advance(to: moment)
    guard let place = place(of: message, at: now, moment) else { return nil }
    return note(message, of: place, at: now, moment)
  }

  /// Counts a message that somebody who counts as exactly found to trip a threshold, given by its place in the policy,
  /// whatever was heard here; a finding when that is new.
  public mutating func note(_ message: ClientMessage, tripping threshold: Int, at moment: Timestamp)
    -> Finding?
  {
    let now = advance(to: moment)
    guard let place = place(of: message, at: now, moment) else { return nil }
    var tripped = count(message, of: place, at: now, moment)
    tripped.copies = 0
    tripped.general.block(threshold)
    return judge(place, message, tripped, at: now, moment)
  }

  /// The alarms raised since they were last taken.
  public mutating func takeAlarms() -> [Alarm] { bell.alarms.isEmpty ? [] : bell.take() }

  /// What can be said at the end of a capture that was too short for an alarm; nil for nothing.
  func conclude() -> String? {
    guard bell.isReady(.randomSource, at: clock.now), let words = newcomers.conclude(at: second) else {
      return nil
    }
    return
      "\(words): a flood from random sources, or very many machines that start at once; the capture ends too "
      + "soon to tell, capture half a minute more. \(Alarm.againstRandomSources)"
  }

  /// The reading of the clock, after what ended by then was ended.
  @inline(__always)
  mutating func advance(to moment: Timestamp) -> Int64 {
    let now = clock.advance(to: moment)
    if !bans.isEmpty, now &- earliest >= 0 { releaseEnded(at: now) }
    if let nextSecond, now &- nextSecond < 0 { return now }
    turnSecond(at: now, moment)
    return now
  }

  /// Counts a message of a source that is remembered.
  @inline(__always)
  mutating func note(_ message: ClientMessage, of place: Int, at now: Int64, _ moment: Timestamp) -> Finding?
  {
    let tripped = count(message, of: place, at: now, moment)
    if message.isRelayed || message.isRouted || message.line != 0 {
      return noteRelayed(message, of: place, tripped, at: now, moment)
    }
    return tripped.isNothing ? nil : judge(place, message, tripped, at: now, moment)
  }

  /// Counts it, and says what that tripped: for nearly every message nothing, and that is cheap to say.
  mutating func count(_ message: ClientMessage, of place: Int, at now: Int64, _ moment: Timestamp)
    -> ThresholdTrip
  {
    if sources[place].status == .banned { noteUse(of: place, at: now) }
    if sources[place].marks.contains(.isSpared) { noteSpared(place, at: now, moment) }
    let time = UInt32(truncatingIfNeeded: now)
    let print = UInt32(truncatingIfNeeded: message.fingerprint ^ message.fingerprint >> 32)
    if sources[place].mayRepeat(print, at: time, span: echoes.second)
      || echoes.isWatchful(at: now) && echoes.knows(sources[place].key, print, at: now),
      !passesOn(message, place), let tripped = echo(place, message, print, at: now, moment)
    {
      sources[place].hear(at: time)
      copies &+= 1
      return tripped
    }
    let client = UInt32(truncatingIfNeeded: message.client ^ message.client >> 32)
    let key = sources[place].key
    let (heard, last) = (sources[place].heard, sources[place].ring.last)
    let isRouted = message.isRouted && !exemptions.isOnLink(message.address)
    let sight = sources[place].look(message, print: print, client: client, isRouted: isRouted)
    if client != 0 { sources[place].hear(at: time) }
    var tripped = ThresholdTrip(
      general: arrivals.note(&sources[place].ring, ring: place, at: now, rules: general))
    if sources[place].ring.count > sources[place].peak { sources[place].peak = sources[place].ring.count }
    ranks[place] = SourceRank.of(
      messages: sources[place].ring.count, isUnclear: sources[place].isUnclear, at: second)
    if followed &>> UInt32(message.kind.rawValue) & 1 != 0 {
      tripped.special = noteKind(message, client, of: place, at: now, moment)
    }
    if !sources[place].marks.isDisjoint(with: [.relays, .routes]) {
      weigh(message, of: place, isPassedOn: sight.contains(.passedOn), &tripped, at: now, moment)
    }
    if !sight.isEmpty, sources[place].key == key {
      tripped.starves = follow(
        sight, message, client, of: place, at: now, before: (heard, last), moment)
    }
    return tripped
  }

  @inline(never)
  private mutating func turnSecond(at now: Int64, _ moment: Timestamp) {
    let whole = now / unitsPerSecond - (now % unitsPerSecond < 0 ? 1 : 0)
    second = UInt32(truncatingIfNeeded: whole)
    nextSecond = (whole &+ 1) &* unitsPerSecond
    guard bell.isReady(.randomSource, at: now) else { return newcomers.pass(at: second) }
    if let words = newcomers.judge(at: second) { bell.raise(.randomSource, at: now, moment, words) }
  }
}
