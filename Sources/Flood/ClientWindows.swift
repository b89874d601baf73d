/// The different clients that a source speaks for, in an exact sliding window: of sources that speak for more than one,
/// and of no more than `capacity` of them.
///
/// As many of the latest different clients are kept as trip the limit: when that many were heard within the window,
/// they are exactly those.
struct ClientWindows: Sendable {
  private struct Entry: Sendable {
    var last: Int64
    var owner: UInt32
    var count: UInt8 = 0
    var isFree = false
  }

  let length: Int
  let window: UInt32
  private let capacity: Int
  private var entries: [Entry] = []
  // The digest above, the time below.
  private var slots: [UInt64] = []
  private var free: [UInt16] = []
  private var dice = SplitMix64(state: 1)

  init(_ starvation: Policy.Starvation?, clock: MonotonicFrameClock, capacity: Int) {
    length = starvation?.clients ?? 0
    window = UInt32(clamping: clock.units(starvation?.window ?? .zero))
    self.capacity = min(capacity, Int(UInt16.max) - 1)
  }

  var byteCount: Int {
    entries.capacity * MemoryLayout<Entry>.stride + slots.capacity * 8 + free.capacity * 2
  }

  /// Takes a client of the source whose window is `link`, and says how many different ones the window holds.
  mutating func note(_ client: UInt32, link: UInt16, at now: Int64) -> Int {
    let place = Int(link) - 1
    // Before the low half of a time can be mistaken for a later one.
    if now &- entries[place].last >= Int64(window) { entries[place].count = 0 }
    entries[place].last = now
    let base = place * length
    let time = UInt32(truncatingIfNeeded: now)
    let fresh = UInt64(client) << 32 | UInt64(time)
    var kept = 0
    var oldest = 0
    var isKnown = false
    for slot in base..<base + Int(entries[place].count) {
      var value = slots[slot]
      let age = time &- UInt32(truncatingIfNeeded: value)
      guard age < window else { continue }
      if UInt32(truncatingIfNeeded: value >> 32) == client {
        value = fresh
        isKnown = true
      }
      slots[base + kept] = value
      if time &- UInt32(truncatingIfNeeded: value) > time &- UInt32(truncatingIfNeeded: slots[base + oldest])
      {
        oldest = kept
      }
      kept += 1
    }
    if !isKnown {
      slots[base + (kept < length ? kept : oldest)] = fresh
      kept = min(kept + 1, length)
    }
    entries[place].count = UInt8(kept)
    return kept
  }

  /// How many clients the window held at its latest message.
  func held(_ link: UInt16) -> Int { link == 0 ? 0 : Int(entries[Int(link) - 1].count) }

  /// A window for a source, when there is room; zero otherwise.
  mutating func open(for owner: Int, at now: Int64) -> UInt16 {
    let entry = Entry(last: now, owner: UInt32(owner))
    if let link = free.popLast() {
      entries[Int(link) - 1] = entry
      return link
    }
    guard entries.count < capacity else { return 0 }
    if entries.count == entries.capacity {
      let room = min(capacity, max(16, entries.count * 2))
      entries.reserveCapacity(room)
      slots.reserveCapacity(room * length)
      free.reserveCapacity(room)
    }
    entries.append(entry)
    slots.append(contentsOf: repeatElement(0, count: length))
    return UInt16(entries.count)
  }

  /// The record whose window is least missed, of a few at random; nil when all hold half of the limit or more.
  mutating func leastMissed(at now: Int64) -> Int? {
    guard !entries.isEmpty else { return nil }
    let start = dice.next(below: entries.count)
    var best: Int?
    var fewest = Int.max
    for step in 0..<min(8, entries.count) {
      let place = (start + step) % entries.count
      guard !entries[place].isFree else { continue }
      let isOld = now &- entries[place].last >= Int64(window)
      let held = isOld ? 0 : Int(entries[place].count)
      guard held * 2 < length, held < fewest else { continue }
      fewest = held
      best = Int(entries[place].owner)
    }
    return best
  }

  /// Whether a source is too near the limit to be forgotten.
  func isNear(_ link: UInt16, at now: Int64) -> Bool {
    guard link != 0 else { return false }
    let entry = entries[Int(link) - 1]
    return now &- entry.last < Int64(window) && Int(entry.count) * 2 >= length
  }

  /// The window's owner is another now.
  mutating func move(_ link: UInt16, to owner: Int) {
    if link != 0 { entries[Int(link) - 1].owner = UInt32(owner) }
  }

  /// Gives up the window of a source.
  mutating func release(_ link: inout UInt16) {
    guard link != 0 else { return }
    entries[Int(link) - 1].isFree = true
    free.append(link)
    link = 0
  }
}
