public import Wire

/// The detection engine: messages in, findings out.
///
/// The message at t trips "N in W" exactly when the N-th latest message of its source, itself included, is
/// younger than W, to the microsecond (coarser for windows above 35 min). Time is what the timestamps say, as
/// `SteadyClock` reads them. Memory is bounded by the policy's capacity and grows only as sources appear; in
/// steady state a message allocates nothing. No verdict depends on the seed.
public struct Watchlist: Sendable {
  /// The policy it was made with.
  public let policy: Policy
  /// Who is never blocked; may change while it runs.
  public var exemptions: Exemptions
  /// How often a source was forgotten to make room for a new one.
  package internal(set) var evictions = 0
  /// Messages not counted, as every source looked at for eviction was banned or near a threshold.
  package internal(set) var uncounted = 0

  var clock: SteadyClock
  var index: SourceIndex
  var sources: [WatchedSource] = []
  var arrivals: ArrivalRings
  var kinds: KindRings
  let general: Tripwires
  let capacity: Int
  let ban: Int64
  // The banned records, unordered, and the earliest end of their bans.
  var bans: [UInt32] = []
  var earliest = Int64.max
  // Fixed: which sources are forgotten must not depend on the seed of the hash.
  var dice = Dice(state: 0)

  /// An engine that has seen nothing; `seed` keys its hash table.
  public init(policy: Policy, seed: UInt64 = .random(in: .min ... .max)) {
    self.policy = policy
    exemptions = policy.exemptions
    clock = SteadyClock(span: policy.thresholds.map(\.window).max() ?? .zero)
    index = SourceIndex(seed: seed)
    general = Tripwires(policy, kind: nil, clock: clock)
    arrivals = ArrivalRings(length: general.length)
    kinds = KindRings(policy, clock: clock)
    capacity = min(max(policy.capacity, 1), Int(UInt32.max) - 1)
    ban = clock.units(policy.ban)
  }

  /// How many sources it remembers.
  package var count: Int { sources.count }
  /// New sources push out old ones.
  package var isFull: Bool { sources.count >= capacity }
  /// How many sources are banned, as of the latest message.
  package var blocked: Int { bans.count }
  /// The bytes its tables take.
  package var byteCount: Int {
    sources.capacity * MemoryLayout<WatchedSource>.stride + arrivals.byteCount + kinds.byteCount
      + index.byteCount
  }

  /// Counts a message; a finding when it shows something new about its source.
  ///
  /// Warned: once, and again only after a whole window below the threshold; never who is spared anyway.
  /// Blocked: once a ban; while it lasts messages are counted in silence. Spared: once every `Policy.ban`.
  public mutating func note(_ message: ClientMessage, at moment: Timestamp) -> Finding? {
    let now = advance(to: moment)
    guard let place = place(of: message.source, at: now) else {
      uncounted += 1
      return nil
    }
    return note(message, of: place, at: now, moment)
  }

  /// The reading of the clock, after what ended by then was ended.
  @inline(__always)
  mutating func advance(to moment: Timestamp) -> Int64 {
    let now = clock.advance(to: moment)
    if !bans.isEmpty, now &- earliest >= 0 { release(at: now) }
    return now
  }

  /// Counts a message of a source that is remembered.
  @inline(__always)
  mutating func note(_ message: ClientMessage, of place: Int, at now: Int64, _ moment: Timestamp) -> Finding?
  {
    sources[place].weigh(message)
    let trip = arrivals.note(&sources[place].ring, ring: place, at: now, rules: general)
    guard kinds.watches(message.kind) else {
      return trip.flatMap { judge(place, $0, nil, at: now, moment) }
    }
    let special = kinds.note(message.kind, chain: &sources[place].chain, at: now)
    return trip == nil && special == nil ? nil : judge(place, trip, special, at: now, moment)
  }

  private mutating func judge(
    _ place: Int, _ general: ArrivalRings.Trip?, _ special: ArrivalRings.Trip?, at now: Int64,
    _ moment: Timestamp
  ) -> Finding? {
    arrivals.forget(&sources[place].ring, ring: place, at: now, rules: self.general)
    let status = sources[place].status
    if status == .banned { return nil }
    let isSilent = status == .spared && now &- sources[place].until < 0
    if let tripped = lesser(general?.block, special?.block) {
      guard let spared = exemption(of: place) ?? (bans.count >= policy.brake ? .brake : nil) else {
        beginBan(of: place, until: now &+ ban)
        return finding(place, .blocked, tripped, moment)
      }
      if isSilent { return nil }
      sources[place].status = .spared
      sources[place].until = now &+ ban
      return finding(place, .spared(spared), tripped, moment)
    }
    let warnings = (
      general?.isNew == true ? general?.warning : nil, special?.isNew == true ? special?.warning : nil
    )
    guard let warning = lesser(warnings.0, warnings.1), !isSilent, exemption(of: place) == nil else {
      return nil
    }
    return finding(place, .warned, warning, moment)
  }

  func exemption(of place: Int) -> Spared? {
    exemptions.reason(for: sources[place].mac) ?? (sources[place].isRelay ? .relay : nil)
  }

  private func finding(_ place: Int, _ verdict: Finding.Verdict, _ threshold: Int, _ moment: Timestamp)
    -> Finding
  {
    Finding(mac: sources[place].mac, at: moment, verdict: verdict, threshold: policy.thresholds[threshold])
  }

  private func lesser(_ one: Int?, _ other: Int?) -> Int? {
    guard let one, let other else { return one ?? other }
    return min(one, other)
  }
}
