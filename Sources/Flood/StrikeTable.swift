import Wire

/// How often sources were blocked, apart from what they send: who is forgotten by the watchlist keeps its strikes.
/// A source is an address, of both IP versions, or the key of a client behind a relay.
///
/// At most `capacity` sources; the one with the fewest strikes, then the longest past, is forgotten first.
struct StrikeTable: Sendable {
  private struct Entry: Sendable {
    var count: Int
    /// The end of the latest ban.
    var end: Int64
  }

  static let capacity = 4096
  private static let most = 99

  private var entries: [UInt64: Entry] = [:]
  private let forgiveness: Int64

  init(_ policy: Policy, clock: MonotonicFrameClock) { forgiveness = max(1, clock.units(policy.forgiveness)) }

  var byteCount: Int { entries.capacity * MemoryLayout<(UInt64, Entry)>.stride }

  /// How often a source was blocked, as far as it is not forgiven.
  func count(of who: UInt64, at now: Int64) -> Int {
    guard let entry = entries[who] else { return 0 }
    return left(entry, at: now)
  }

  /// All that are not forgiven.
  func all(at now: Int64) -> [(who: UInt64, count: Int, end: Int64)] {
    entries.compactMap { who, entry in left(entry, at: now) > 0 ? (who, entry.count, entry.end) : nil }
  }

  /// One strike more; how many there are now. When its ban ends is told by `extend`.
  mutating func strike(_ who: UInt64, at now: Int64) -> Int {
    let strikes = min(count(of: who, at: now) + 1, Self.most)
    set(who, Entry(count: strikes, end: now), at: now)
    return strikes
  }

  /// Takes over what was counted before.
  mutating func adopt(_ who: UInt64, strikes: Int, until end: Int64, at now: Int64) {
    guard strikes > 0 else { return }
    set(who, Entry(count: min(strikes, Self.most), end: end), at: now)
  }

  /// The same of many; one search for who is forgotten serves them all.
  mutating func adopt(_ many: [(who: UInt64, strikes: Int, end: Int64)], at now: Int64) {
    for (who, strikes, end) in many where strikes > 0 {
      entries[who] = Entry(count: min(strikes, Self.most), end: end)
    }
    guard entries.count > Self.capacity else { return }
    let ranked = entries.sorted { isLess($1, $0, at: now) }
    entries = Dictionary(uniqueKeysWithValues: ranked.prefix(Self.capacity).map { ($0.key, $0.value) })
  }

  /// The ban lasts until then.
  mutating func extend(_ who: UInt64, until end: Int64) { entries[who]?.end = end }

  /// Takes the latest strike back: the block came to nothing.
  mutating func takeBack(_ who: UInt64, at now: Int64) {
    guard let entry = entries[who] else { return }
    entries[who] = entry.count > 1 ? Entry(count: entry.count - 1, end: now) : nil
  }

  /// Forgets a source's strikes.
  mutating func forgive(_ who: UInt64) { entries[who] = nil }

  private func left(_ entry: Entry, at now: Int64) -> Int {
    max(0, entry.count - Int(clamping: max(0, now &- entry.end) / forgiveness))
  }

  private mutating func set(_ who: UInt64, _ entry: Entry, at now: Int64) {
    if entries[who] == nil, entries.count >= Self.capacity {
      if let least = entries.min(by: { isLess($0, $1, at: now) }) { entries[least.key] = nil }
    }
    entries[who] = entry
  }

  // Who is forgotten before whom.
  private func isLess(
    _ one: (key: UInt64, value: Entry), _ other: (key: UInt64, value: Entry), at now: Int64
  ) -> Bool {
    (left(one.value, at: now), one.value.end, one.key)
      < (left(other.value, at: now), other.value.end, other.key)
  }
}
