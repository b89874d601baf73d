import Wire

/// The latest arrival times of many sources: one ring each, side by side in one array.
///
/// Times are the low 32 bits of a `MonotonicFrameClock`'s readings. Those older than the rules' span are forgotten late,
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

  /// The thresholds that one arrival tripped, by their place in the policy; small, as nearly every one is of none.
  struct Trip: Sendable {
    private var block: Int16 = -1
    private var warning: Int16 = -1
    /// The source had been below its warning thresholds for a whole window.
    private var isNew = false

    var isNothing: Bool { block < 0 && warning < 0 }
    /// The first blocking one.
    var blocking: Int? { block < 0 ? nil : Int(block) }
    /// The first warning one, when it is to be said.
    var freshWarning: Int? { warning < 0 || !isNew ? nil : Int(warning) }
    var hasWarning: Bool { warning >= 0 }

    mutating func block(_ place: Int) { if block < 0 { block = Int16(clamping: place) } }
    mutating func warn(_ place: Int, isNew: Bool) {
      warning = Int16(clamping: place)
      self.isNew = isNew
    }
  }

  private var times: [UInt32] = []
  let length: Int

  init(length: Int) { self.length = max(1, length) }

  var byteCount: Int { times.capacity * MemoryLayout<UInt32>.stride }

  mutating func reserve(_ rings: Int) { times.reserveCapacity(rings * length) }
  mutating func append() { times.append(contentsOf: repeatElement(0, count: length)) }

  /// Adds an arrival to a ring and says what that tripped.
  @inline(__always)
  mutating func note(_ state: inout State, ring: Int, at now: Int64, rules: CompiledThresholds) -> Trip {
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
    if Int(state.count) < rules.fewest, time &- state.since < 1 << 31 { return Trip() }
    forget(&state, ring: ring, at: now, rules: rules)
    return Int(state.count) < rules.fewest
      ? Trip() : trip(&state, base: ring &* length, at: now, rules: rules)
  }

  /// Forgets the arrivals that are too old to count.
  func forget(_ state: inout State, ring: Int, at now: Int64, rules: CompiledThresholds) {
    if now &- state.last >= Int64(rules.span) { state.count = 0 }
    let time = UInt32(truncatingIfNeeded: now)
    while state.count > 0 {
      state.since = times[ring &* length &+ back(Int(state.count), from: Int(state.head))]
      if time &- state.since < rules.span { return }
      state.count &-= 1
    }
  }

  /// Forgets the latest arrivals, so many.
  func takeBack(_ arrivals: Int, from state: inout State) {
    let some = min(arrivals, Int(state.count))
    state.count -= UInt16(some)
    state.head = UInt16(back(some, from: Int(state.head)) % length)
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

  private func trip(_ state: inout State, base: Int, at now: Int64, rules: CompiledThresholds) -> Trip {
    var trip = Trip()
    let time = UInt32(truncatingIfNeeded: now)
    for rule in rules.rules where rule.count <= Int(state.count) {
      let age = time &- times[base &+ back(rule.count, from: Int(state.head))]
      guard age < rule.window else { continue }
      if rule.blocks {
        trip.block(rule.place)
      } else if !trip.hasWarning {
        trip.warn(rule.place, isNew: !state.wasOver || time &- state.over >= rule.window)
      }
    }
    if trip.hasWarning {
      state.over = time
      state.wasOver = true
    }
    return trip
  }

  @inline(__always)
  private func back(_ steps: Int, from head: Int) -> Int {
    head >= steps ? head &- steps : head &- steps &+ length
  }
}
