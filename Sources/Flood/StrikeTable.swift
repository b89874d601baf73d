import Wire

/// How often sources were blocked, apart from what they send: who is forgotten by the watchlist keeps its strikes.
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

  private var entries: [MACAddress: Entry] = [:]
  private let forgiveness: Int64

  init(_ policy: Policy, clock: MonotonicFrameClock) { forgiveness = max(1, clock.units(policy.forgiveness)) }

  var byteCount: Int { entries.capacity * MemoryLayout<(MACAddress, Entry)>.stride }

  /// How often a source was blocked, as far as it is not forgiven.
  func count(of mac: MACAddress, at now: Int64) -> Int {
    guard let entry = entries[mac] else { return 0 }
    return left(entry, at: now)
  }

  /// All that are not forgiven.
  func all(at now: Int64) -> [(mac: MACAddress, count: Int, end: Int64)] {
    entries.compactMap { mac, entry in left(entry, at: now) > 0 ? (mac, entry.count, entry.end) : nil }
  }

  /// One strike more; how many there are now. When its ban ends is told by `extend`.
  mutating func strike(_ mac: MACAddress, at now: Int64) -> Int {
    let strikes = min(count(of: mac, at: now) + 1, Self.most)
    set(mac, Entry(count: strikes, end: now), at: now)
    return strikes
  }

  /// Takes over what was counted before.
  mutating func adopt(_ mac: MACAddress, strikes: Int, until end: Int64, at now: Int64) {
    guard strikes > 0 else { return }
    set(mac, Entry(count: min(strikes, Self.most), end: end), at: now)
  }

  /// The same of many; one search for who is forgotten serves them all.
  mutating func adopt(_ many: [(mac: MACAddress, strikes: Int, end: Int64)], at now: Int64) {
    for (mac, strikes, end) in many where strikes > 0 {
      entries[mac] = Entry(count: min(strikes, Self.most), end: end)
    }
    guard entries.count > Self.capacity else { return }
    let ranked = entries.sorted { isLess($1, $0, at: now) }
    entries = Dictionary(uniqueKeysWithValues: ranked.prefix(Self.capacity).map { ($0.key, $0.value) })
  }

  /// The ban lasts until then.
  mutating func extend(_ mac: MACAddress, until end: Int64) { entries[mac]?.end = end }

  /// Takes the latest strike back: the block came to nothing.
  mutating func takeBack(_ mac: MACAddress, at now: Int64) {
    guard let entry = entries[mac] else { return }
    entries[mac] = entry.count > 1 ? Entry(count: entry.count - 1, end: now) : nil
  }

  /// Forgets a source's strikes.
  mutating func forgive(_ mac: MACAddress) { entries[mac] = nil }

  private func left(_ entry: Entry, at now: Int64) -> Int {
    max(0, entry.count - Int(clamping: max(0, now &- entry.end) / forgiveness))
  }

  private mutating func set(_ mac: MACAddress, _ entry: Entry, at now: Int64) {
    if entries[mac] == nil, entries.count >= Self.capacity {
      if let least = entries.min(by: { isLess($0, $1, at: now) }) { entries[least.key] = nil }
    }
    entries[mac] = entry
  }

  // Who is forgotten before whom.
  private func isLess(
    _ one: (key: MACAddress, value: Entry), _ other: (key: MACAddress, value: Entry), at now: Int64
  ) -> Bool {
    (left(one.value, at: now), one.value.end, one.key)
      < (left(other.value, at: now), other.value.end, other.key)
  }
}
