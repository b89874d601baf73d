import Wire

/// The latest arrival times of many sources: one ring each, side by side in one array.
///
/// Times are the low 32 bits of a `SteadyClock`'s readings. Those older than the rules' span are forgotten late,
/// when enough are held to trip anything, but long before one could be mistaken for a young one.
struct ArrivalRings: Sendable {
  /// What is known about one ring, in 21 bytes.
  struct State: Sendable {
    /// The latest arrival.
    var last: Int64 = 0
    /// The latest arrival that was over a warning threshold, its low 32 bits.
    var over: UInt32 = 0
    /// No arrival held is older.
    var since: UInt32 = 0
    /// Where the next arrival goes.
    var head: UInt16 = 0
    /// How many arrivals are held, some perhaps too old to count.
    var count: UInt16 = 0
    /// `over` has been set, less than the rules' span ago when there were messages since.
    var wasOver = false
  }

  /// The thresholds, by their place in the policy, that one arrival tripped.
  struct Trip {
    var block: Int?
    var warning: Int?
    /// The source had been below its warning thresholds for a whole window.
    var isNew = false
  }

  private var times: [UInt32] = []
  let length: Int

  init(length: Int) { self.length = max(1, length) }

  var byteCount: Int { times.capacity * MemoryLayout<UInt32>.stride }

  mutating func reserve(_ rings: Int) { times.reserveCapacity(rings * length) }
  mutating func append() { times.append(contentsOf: repeatElement(0, count: length)) }

  /// Adds an arrival to a ring and says what that tripped.
  @inline(__always)
  mutating func note(_ state: inout State, ring: Int, at now: Int64, rules: Tripwires) -> Trip? {
    let time = UInt32(truncatingIfNeeded: now)
    if state.wasOver, time &- state.over >= rules.span { state.wasOver = false }
    if now &- state.last >= Int64(rules.span) || state.count == 0 {
      state.count = 0
      state.head = 0
      state.since = time
      state.wasOver = false
    }
    state.last = now
    times[ring &* length &+ Int(state.head)] = time
    state.head = Int(state.head) &+ 1 == length ? 0 : state.head &+ 1
    if Int(state.count) < length { state.count &+= 1 }
    if Int(state.count) < rules.fewest, time &- state.since < 1 << 31 { return nil }
    forget(&state, ring: ring, at: now, rules: rules)
    return Int(state.count) < rules.fewest ? nil : trip(&state, base: ring &* length, at: now, rules: rules)
  }

  /// Forgets the arrivals that are too old to count.
  func forget(_ state: inout State, ring: Int, at now: Int64, rules: Tripwires) {
    if now &- state.last >= Int64(rules.span) { state.count = 0 }
    let time = UInt32(truncatingIfNeeded: now)
    while state.count > 0 {
      state.since = times[ring &* length &+ back(Int(state.count), from: Int(state.head))]
      if time &- state.since < rules.span { return }
      state.count &-= 1
    }
  }

  /// How many arrivals count for a window.
  func count(_ state: State, ring: Int, within window: UInt32, at now: Int64) -> Int {
    guard now &- state.last < Int64(window) else { return 0 }
    let time = UInt32(truncatingIfNeeded: now)
    return (1...max(1, Int(state.count))).last { steps in
      time &- times[ring &* length &+ back(steps, from: Int(state.head))] < window
    } ?? 0
  }

  /// Reads the arrival that the next one will need first, to have it in the cache.
  @inline(__always)
  func touch(_ state: State, ring: Int, fewest: Int) -> UInt64 {
    let head = Int(state.head)
    let count = Int(state.count)
    return UInt64(times[ring &* length &+ (count &+ 1 < fewest ? head : back(count, from: head))])
  }

  private func trip(_ state: inout State, base: Int, at now: Int64, rules: Tripwires) -> Trip? {
    var trip = Trip()
    for rule in rules.rules where rule.count <= Int(state.count) {
      let age = UInt32(truncatingIfNeeded: now) &- times[base &+ back(rule.count, from: Int(state.head))]
      guard age < rule.window else { continue }
      if rule.blocks {
        trip.block = trip.block ?? rule.place
      } else if trip.warning == nil {
        trip.warning = rule.place
        trip.isNew = !state.wasOver || UInt32(truncatingIfNeeded: now) &- state.over >= rule.window
      }
    }
    guard trip.warning != nil else { return trip.block == nil ? nil : trip }
    state.over = UInt32(truncatingIfNeeded: now)
    state.wasOver = true
    return trip
  }

  @inline(__always)
  private func back(_ steps: Int, from head: Int) -> Int {
    head >= steps ? head &- steps : head &- steps &+ length
  }
}
