/// Frames that come again, octet for octet: brought again by a loop of the network, or sent again by who floods with one
/// frame. No more than `capacity` sources' are looked at.
///
/// A copy within 0.2 ms of the frame was not sent but brought: that is a way of capturing, too, and it does not count. At
/// any other distance ten within a second are a loop. What a loop brings is excused only as long as others' frames come
/// again too, after `patience`, and within `burst` copies, which come back at `perSecond`.
struct DuplicateFrames: Sendable {
  enum Meaning {
    /// It counts as a message.
    case message
    /// It does not count.
    case copy
    /// The tenth within a second, of which so many were counted.
    case loop(counted: Int)
    /// One source's alone, for ten seconds.
    case flood(copies: Int)
  }

  private struct Copy: Sendable {
    var print: UInt32 = 0
    /// When the latest came, and when the second began in which they are counted.
    var time: UInt32 = 0
    var since: UInt32 = 0
    /// Within that second, the first included; and those of them that were taken for messages, the first aside.
    var count: UInt16 = 0
    var counted: UInt16 = 0
    var isLooping = false
  }

  private struct Entry: Sendable {
    let key: UInt64
    /// Since when its frames come again, with no pause of a second; when the latest did; and how many.
    var since: Int64
    var last: Int64
    var total = 0
    var isLooping = false
    /// When the second began in which frames that come again, but not at once, are counted; and how many do.
    var second: UInt32 = 0
    var again = 0
    var copies = [4 of Copy](repeating: Copy())
  }

  static let capacity = 32
  static let loop = 10
  static let burst: Int64 = 5000
  static let perSecond: Int64 = 1000
  private static let patience: Int64 = 10
  private static let floodCopies = 100

  /// A second.
  let second: UInt32
  /// The longest time between a frame and a copy that was brought: 200 µs.
  private let instant: UInt32
  private let unitsPerSecond: Int64
  private var entries: [Entry] = []
  /// Until then frames are compared with more than the source's latest.
  private var watchful: Int64?
  /// What may still be excused, as the time in which as much comes back; and as of when.
  private var allowance: Int64
  private var filled: Int64?
  private let price: Int64

  init(clock: MonotonicFrameClock) {
    unitsPerSecond = clock.units(.seconds(1))
    second = UInt32(clamping: unitsPerSecond)
    instant = UInt32(clamping: clock.units(.microseconds(200)))
    price = max(1, unitsPerSecond / Self.perSecond)
    allowance = Self.burst * price
  }

  @inline(__always)
  func isWatchful(at now: Int64) -> Bool {
    guard let watchful else { return false }
    return now &- watchful < 0
  }

  /// Whether a frame that is none of its source's latest is a copy of one before, of a source whose frames come again.
  mutating func knows(_ key: UInt64, _ print: UInt32, at now: Int64) -> Bool {
    guard print != 0, let place = entries.firstIndex(where: { $0.key == key }) else { return false }
    let time = UInt32(truncatingIfNeeded: now)
    let slot = slot(of: print, in: place)
    let copy = entries[place].copies[slot]
    if copy.print == print, time &- copy.time <= second { return true }
    entries[place].copies[slot] = Copy(print: print, time: time, since: time, count: 1)
    return false
  }

  /// Looks at what may be a copy; `before` is when the source's message before it came.
  mutating func note(_ key: UInt64, _ print: UInt32, at now: Int64, before: UInt32) -> Meaning {
    guard let place = place(of: key, at: now) else { return .message }
    watchful = now &+ unitsPerSecond
    if now &- entries[place].last > unitsPerSecond {
      entries[place].since = now
      entries[place].total = 0
      entries[place].isLooping = false
    }
    entries[place].last = now
    let time = UInt32(truncatingIfNeeded: now)
    let slot = slot(of: print, in: place)
    var copy = entries[place].copies[slot]
    defer { entries[place].copies[slot] = copy }
    if copy.print != print || time &- copy.time > second {
      copy = Copy(print: print, time: before, since: before, count: 1)
    }
    let isBrought = time &- copy.time <= instant
    copy.time = time
    if time &- copy.since >= second { (copy.since, copy.count, copy.counted) = (time, 0, 0) }
    if copy.count < .max { copy.count += 1 }
    if !isBrought {
      if time &- entries[place].second >= second { (entries[place].second, entries[place].again) = (time, 0) }
      entries[place].again += 1
    }
    // One frame ten times, or several that take turns; and when one loops, whatever comes again is in the loop.
    let isNew =
      !copy.isLooping
      && (copy.count >= Self.loop || entries[place].again >= Self.loop
        || entries[place].isLooping && !isBrought)
    guard isBrought || isNew || copy.isLooping, spend(at: now) else {
      copy.counted &+= 1
      return .message
    }
    if copy.count > 2 { entries[place].total += 1 }
    if isNew {
      copy.isLooping = true
      entries[place].isLooping = true
      return .loop(counted: Int(copy.counted))
    }
    guard copy.isLooping, isAlone(place, at: now) else { return .copy }
    defer { (entries[place].total, entries[place].since) = (0, now) }
    return .flood(copies: entries[place].total)
  }

  /// Whether it has lasted too long for a loop that brings nobody else's frames again, or hardly any.
  private func isAlone(_ place: Int, at now: Int64) -> Bool {
    let (since, total) = (entries[place].since, entries[place].total)
    guard now &- since >= Self.patience * unitsPerSecond, total >= Self.floodCopies else { return false }
    let others = entries.indices.reduce(0) { sum, other in
      other == place || entries[other].last &- since < 0 ? sum : sum + entries[other].total
    }
    return others * 8 < total
  }

  /// Takes one copy from what may be excused; false when there is nothing left.
  private mutating func spend(at now: Int64) -> Bool {
    if let filled { allowance = min(allowance + max(0, now &- filled), Self.burst * price) }
    filled = now
    guard allowance >= price else { return false }
    allowance -= price
    return true
  }

  /// A source's place; nil when all are of sources that loop.
  private mutating func place(of key: UInt64, at now: Int64) -> Int? {
    if let place = entries.firstIndex(where: { $0.key == key }) { return place }
    let entry = Entry(key: key, since: now, last: now)
    guard entries.count == Self.capacity else {
      entries.append(entry)
      return entries.count - 1
    }
    var quietest: Int?
    for place in entries.indices
    where !entries[place].isLooping || now &- entries[place].last > unitsPerSecond {
      if entries[place].last &- entries[quietest ?? place].last <= 0 { quietest = place }
    }
    if let quietest { entries[quietest] = entry }
    return quietest
  }

  /// Where a frame's copies are counted: its own place, or that of the oldest.
  private func slot(of print: UInt32, in place: Int) -> Int {
    let copies = entries[place].copies
    var oldest = 0
    for slot in copies.indices {
      if copies[slot].print == print { return slot }
      guard copies[oldest].print != 0 else { continue }
      if copies[slot].print == 0 || isEarlier(copies[slot], copies[oldest]) { oldest = slot }
    }
    return oldest
  }

  private func isEarlier(_ one: Copy, _ other: Copy) -> Bool {
    Int32(truncatingIfNeeded: one.time &- other.time) < 0
  }
}
