/// Copies of a frame that come too soon after it to have been sent: a loop of the network, or who sends one frame as
/// fast as it can. No more than `capacity` sources' are looked at; the one that was quiet longest makes room.
///
/// That a frame comes twice is a way of capturing, and is not counted.
struct Echoes: Sendable {
  enum Meaning {
    case nothing
    /// Ten within a second.
    case loop(copies: Int)
    /// One source's alone, for ten seconds, more than a thousand.
    case flood(copies: Int)
  }

  private struct Copy: Sendable {
    var print: UInt32 = 0
    var time: UInt32 = 0
    var count: UInt32 = 0
  }

  private struct Entry: Sendable {
    let key: UInt64
    var since: Int64
    var last: Int64
    var total = 0
    /// When the second began that is being counted, and the copies in it.
    var second: Int64
    var inSecond = 0
    var isTold = false
    var copies = [4 of Copy](repeating: Copy())
  }

  static let capacity = 16
  static let perSecond = 10
  static let floodCopies = 1000

  /// The longest time between copies: 200 µs.
  let span: UInt32
  private let unitsPerSecond: Int64
  private var entries: [Entry] = []
  /// The latest copy of a source that made room.
  private var forgotten: Int64?
  /// Until then frames are compared with more than the source's latest.
  private var watchful: Int64?

  init(clock: SteadyClock) {
    span = UInt32(clamping: clock.units(.microseconds(200)))
    unitsPerSecond = clock.units(.seconds(1))
  }

  @inline(__always)
  func isWatchful(at now: Int64) -> Bool {
    guard let watchful else { return false }
    return now &- watchful < 0
  }

  /// Whether a frame that is none of its source's latest is a copy of one before, of a source that echoes.
  mutating func knows(_ key: UInt64, _ print: UInt32, at now: Int64) -> Bool {
    guard print != 0, let place = entries.firstIndex(where: { $0.key == key }) else { return false }
    let time = UInt32(truncatingIfNeeded: now)
    let slot = slot(of: print, in: place)
    let copy = entries[place].copies[slot]
    if copy.print == print, time &- copy.time <= span { return true }
    entries[place].copies[slot] = Copy(print: print, time: time)
    return false
  }

  /// Counts a copy.
  mutating func note(_ key: UInt64, _ print: UInt32, at now: Int64) -> Meaning {
    watchful = now &+ unitsPerSecond
    let place = place(of: key, at: now)
    if now &- entries[place].last > unitsPerSecond {
      entries[place].since = now
      entries[place].total = 0
      entries[place].isTold = false
    }
    if now &- entries[place].second >= unitsPerSecond {
      entries[place].second = now
      entries[place].inSecond = 0
    }
    entries[place].last = now
    let slot = slot(of: print, in: place)
    if entries[place].copies[slot].print != print { entries[place].copies[slot] = Copy(print: print) }
    entries[place].copies[slot].time = UInt32(truncatingIfNeeded: now)
    entries[place].copies[slot].count &+= 1
    guard entries[place].copies[slot].count >= 2 else { return .nothing }
    entries[place].total += 1
    entries[place].inSecond += 1
    if entries[place].total > Self.floodCopies, isAlone(place, at: now) {
      let copies = entries[place].total
      entries[place].total = 0
      entries[place].since = now
      return .flood(copies: copies)
    }
    guard entries[place].inSecond >= Self.perSecond, !entries[place].isTold else { return .nothing }
    entries[place].isTold = true
    return .loop(copies: entries[place].inSecond)
  }

  private func isAlone(_ place: Int, at now: Int64) -> Bool {
    let since = entries[place].since
    guard now &- since >= 10 * unitsPerSecond else { return false }
    if let forgotten, forgotten &- since >= 0 { return false }
    return entries.indices.allSatisfy { $0 == place || entries[$0].last &- since < 0 }
  }

  private mutating func place(of key: UInt64, at now: Int64) -> Int {
    if let place = entries.firstIndex(where: { $0.key == key }) { return place }
    let entry = Entry(key: key, since: now, last: now, second: now)
    guard entries.count == Self.capacity else {
      entries.append(entry)
      return entries.count - 1
    }
    let quietest = entries.indices.max { now &- entries[$0].last < now &- entries[$1].last } ?? 0
    forgotten = entries[quietest].last
    entries[quietest] = entry
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
