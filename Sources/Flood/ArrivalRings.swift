import Wire

/// The latest arrival times of many sources: one ring each, side by side in one array.
///
/// Times are the low 32 bits of a `SteadyClock`'s readings. Only those younger than the rules' span are counted
/// as held, so none is ever old enough to be mistaken for a young one.
struct ArrivalRings: Sendable {
  /// What is known about one ring.
  struct State: Sendable {
    /// The latest arrival.
    var last: Int64 = 0
    /// The latest arrival that was over a warning threshold.
    var over: Int64 = 0
    /// Where the next arrival goes.
    var head: UInt16 = 0
    /// How many arrivals are held.
    var count: UInt16 = 0
    /// `over` has been set.
    var wasOver = false
  }

  /// The thresholds, by their place in the policy, that one arrival tripped.
  struct Trip {
    var block: Int?
    var warning: Int?
    /// The source had been below its warning thresholds for a whole window.
    var isNew = false
  }

  private(set) var times: [UInt32] = []
  let length: Int

  init(length: Int) { self.length = max(1, length) }

  var byteCount: Int { times.capacity * MemoryLayout<UInt32>.stride }

  mutating func reserve(_ rings: Int) { times.reserveCapacity(rings * length) }
  mutating func append() { times.append(contentsOf: repeatElement(0, count: length)) }

  /// Adds a message to its source's ring and says what that tripped.
  @inline(__always)
  mutating func note(
    _ message: ClientMessage, of source: inout WatchedSource, ring: Int, at now: Int64, rules: RuleSet
  ) -> Trip? {
    source.weigh(message)
    return note(&source.ring, ring: ring, at: now, rules: rules)
  }

  /// Adds an arrival to a ring and says what that tripped.
  @inline(__always)
  mutating func note(_ state: inout State, ring: Int, at now: Int64, rules: RuleSet) -> Trip? {
    let base = ring &* length
    let time = UInt32(truncatingIfNeeded: now)
    if now &- state.last >= Int64(rules.span) { state.count = 0 }
    state.last = now
    var head = Int(state.head)
    var count = Int(state.count)
    while count > 0, time &- times[base &+ back(count, from: head)] >= rules.span { count &-= 1 }
    times[base &+ head] = time
    head = head &+ 1 == length ? 0 : head &+ 1
    count = min(count &+ 1, length)
    state.head = UInt16(truncatingIfNeeded: head)
    state.count = UInt16(truncatingIfNeeded: count)
    return count < rules.fewest ? nil : trip(&state, base: base, at: now, rules: rules)
  }

  private func trip(_ state: inout State, base: Int, at now: Int64, rules: RuleSet) -> Trip? {
    var trip = Trip()
    for rule in rules.rules where rule.count <= Int(state.count) {
      let age = UInt32(truncatingIfNeeded: now) &- times[base &+ back(rule.count, from: Int(state.head))]
      guard age < rule.window else { continue }
      if rule.blocks {
        trip.block = trip.block ?? rule.place
      } else if trip.warning == nil {
        trip.warning = rule.place
        trip.isNew = !state.wasOver || now &- state.over >= Int64(rule.window)
      }
    }
    guard trip.warning != nil else { return trip.block == nil ? nil : trip }
    state.over = now
    state.wasOver = true
    return trip
  }

  @inline(__always)
  private func back(_ steps: Int, from head: Int) -> Int {
    head >= steps ? head &- steps : head &- steps &+ length
  }
}
