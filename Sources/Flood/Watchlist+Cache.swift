import Wire

/// Reading what is about to be needed, so that it is in the cache: nothing is changed, and nothing is decided.
extension Watchlist {
  /// Reads a record; whether it is the one that is meant is for `isRight`.
  @inline(__always)
  func touch(_ place: Int) -> UInt64 {
    place < sources.count ? sources[place].key &+ UInt64(sources[place].peak) : 0
  }

  @inline(__always)
  func isRight(_ place: Int, _ key: UInt64) -> Bool { place < sources.count && sources[place].key == key }

  /// The ring of a record that is there.
  @inline(__always)
  func touchRing(_ place: Int) -> UInt64 {
    arrivals.touch(sources[place].ring, ring: place, fewest: general.fewest)
  }

  /// Where the search for a source begins.
  @inline(__always)
  func touchIndex(_ key: UInt64) -> UInt64 { index.touch(index.hash(key)) }

  /// Who will most likely make room for the next new source, by a copy of the dice.
  @inline(__always)
  func victim(_ dice: inout SplitMix64) -> Int {
    let start = dice.next(below: sources.count)
    return clearlyLeastMissed(from: start)?.place ?? start
  }

  /// What is needed to put another source in the place of one.
  @inline(__always)
  func touchVictim(_ place: Int) -> UInt64 {
    touchIndex(sources[place].key)
      &+ arrivals.touch(ArrivalRings.State(), ring: place, fewest: general.fewest)
  }
}
