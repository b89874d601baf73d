package import Wire

/// Where the record of a MAC is kept: open addressing with linear probing, at most half full.
///
/// The hash is keyed with a seed, so that a sender who does not know it cannot choose addresses that collide.
/// Removal leaves no tombstones: a table that lives long never slows down.
package struct SourceIndex: Sendable {
  // The upper half of an entry is the hash, the lower the record's number plus one; zero is a free entry.
  private var entries: [UInt64]
  private var shift: UInt32
  private var used = 0
  private let first: UInt64
  private let second: UInt64
  private let third: UInt64

  /// An empty index whose hash is keyed with `seed`.
  package init(seed: UInt64) {
    var dice = SplitMix64(state: seed)
    first = dice.next()
    second = dice.next() | 1
    third = dice.next() | 1
    entries = [UInt64](repeating: 0, count: 256)
    shift = 24
  }

  /// The keyed hash of an address, for the calls below.
  @inline(__always)
  package func hash(_ mac: MACAddress) -> UInt32 { hash(mac.bits) }

  /// The same of any number; see `SourceKey`.
  @inline(__always)
  package func hash(_ key: UInt64) -> UInt32 {
    let once = (key ^ first).multipliedFullWidth(by: second)
    let twice = (once.high ^ once.low).multipliedFullWidth(by: third)
    return UInt32(truncatingIfNeeded: (twice.high ^ twice.low) >> 32)
  }

  /// A keyed number of two; whoever does not know the key cannot choose two pairs that have the same.
  @inline(__always)
  func key(_ one: UInt64, _ other: UInt64) -> UInt64 {
    let once = (one ^ first).multipliedFullWidth(by: other ^ third)
    let twice = (once.high ^ once.low ^ other).multipliedFullWidth(by: second)
    return twice.high ^ twice.low
  }

  /// The record with this hash that `matches`.
  @inline(__always)
  package func find(_ hash: UInt32, matches: (Int) -> Bool) -> Int? {
    var place = home(hash)
    while true {
      let entry = entries[place]
      if entry == 0 { return nil }
      if UInt32(truncatingIfNeeded: entry >> 32) == hash {
        let record = Self.record(entry)
        if matches(record) { return record }
      }
      place = next(place)
    }
  }

  /// Reads where the search for a hash begins, to have it in the cache.
  @inline(__always)
  package func touch(_ hash: UInt32) -> UInt64 { entries[home(hash)] }

  /// The record most likely meant, by the hash alone and without looking at any record; nil when there is none.
  @inline(__always)
  package func guess(_ hash: UInt32) -> UInt32? {
    var place = home(hash)
    while entries[place] != 0 {
      if UInt32(truncatingIfNeeded: entries[place] >> 32) == hash {
        return UInt32(truncatingIfNeeded: entries[place]) &- 1
      }
      place = next(place)
    }
    return nil
  }

  /// Adds a record that is not there yet.
  package mutating func insert(_ hash: UInt32, record: Int) {
    if (used + 1) * 2 > entries.count { grow() }
    place(UInt64(hash) << 32 | UInt64(record + 1))
    used += 1
  }

  /// Takes a record out; the entries behind it close up.
  package mutating func remove(_ hash: UInt32, record: Int) {
    let wanted = UInt64(hash) << 32 | UInt64(record + 1)
    var hole = home(hash)
    while entries[hole] != wanted {
      if entries[hole] == 0 { return }
      hole = next(hole)
    }
    used -= 1
    let mask = entries.count - 1
    var place = next(hole)
    while entries[place] != 0 {
      let origin = home(UInt32(truncatingIfNeeded: entries[place] >> 32))
      if (place &- origin) & mask >= (place &- hole) & mask {
        entries[hole] = entries[place]
        hole = place
      }
      place = next(place)
    }
    entries[hole] = 0
  }

  /// The length of the longest run of used entries: what the worst lookup costs.
  package var longestRun: Int {
    entries.reduce(into: (run: 0, longest: 0)) { state, entry in
      state.run = entry == 0 ? 0 : state.run + 1
      state.longest = max(state.longest, state.run)
    }.longest
  }

  var byteCount: Int { entries.capacity * MemoryLayout<UInt64>.stride }

  @inline(__always)
  private func home(_ hash: UInt32) -> Int { Int(truncatingIfNeeded: hash &>> shift) }
  @inline(__always)
  private func next(_ place: Int) -> Int { (place &+ 1) & (entries.count &- 1) }
  @inline(__always)
  private static func record(_ entry: UInt64) -> Int { Int(truncatingIfNeeded: entry & 0xffff_ffff) &- 1 }

  private mutating func place(_ entry: UInt64) {
    var place = home(UInt32(truncatingIfNeeded: entry >> 32))
    while entries[place] != 0 { place = next(place) }
    entries[place] = entry
  }

  private mutating func grow() {
    let old = entries
    entries = [UInt64](repeating: 0, count: old.count * 2)
    shift -= 1
    for entry in old where entry != 0 { place(entry) }
  }
}
