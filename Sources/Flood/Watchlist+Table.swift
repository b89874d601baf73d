import Wire

extension Watchlist {
  /// How many sources are looked at to find one to forget.
  static let candidates = 8

  /// Reads what is remembered of a source, to have it in the cache.
  @inline(__always)
  func touch(_ place: Int) -> UInt64 { sources[place].mac.bits }
  /// The same of its ring.
  @inline(__always)
  func touchRing(_ place: Int) -> UInt64 {
    arrivals.touch(sources[place].ring, ring: place, fewest: general.fewest)
  }

  mutating func reserve(_ room: Int) {
    sources.reserveCapacity(room)
    arrivals.reserve(room)
  }

  func known(_ mac: MACAddress) -> Int? {
    index.find(index.hash(mac)) { sources[$0].mac == mac }
  }

  /// Where a source is remembered, from now on if it was not; nil when there is no room.
  @inline(__always)
  mutating func place(of mac: MACAddress, at now: Int64) -> Int? {
    let hash = index.hash(mac)
    return index.find(hash) { sources[$0].mac == mac } ?? add(mac, hash, at: now)
  }

  private mutating func add(_ mac: MACAddress, _ hash: UInt32, at now: Int64) -> Int? {
    guard isFull else {
      if sources.count == sources.capacity {
        reserve(min(capacity, max(256, sources.count * 2)))
      }
      sources.append(WatchedSource(mac: mac))
      arrivals.append()
      index.insert(hash, record: sources.count - 1)
      return sources.count - 1
    }
    guard let place = leastMissed(at: now) else { return nil }
    replace(place, by: mac, hash)
    return place
  }

  /// Room for a source that must be remembered: whoever is not banned may go.
  mutating func makeRoom(for mac: MACAddress) -> Int? {
    guard let place = sources.indices.first(where: { sources[$0].status != .banned }) else { return nil }
    replace(place, by: mac, index.hash(mac))
    return place
  }

  private mutating func replace(_ place: Int, by mac: MACAddress, _ hash: UInt32) {
    evictions += 1
    index.remove(index.hash(sources[place].mac), record: place)
    kinds.release(&sources[place].chain)
    sources[place] = WatchedSource(mac: mac)
    index.insert(hash, record: place)
  }

  /// Of a few neighbours at a random place the one with the fewest recent messages, the first of equals; nil
  /// when all are banned or near a threshold.
  ///
  /// At random and not the oldest first: in a flood of random addresses that turns the table over faster than a
  /// slow flooder sends, the oldest first would forget the flooder every time; this way it stays now and then,
  /// and with its second message it outranks the rest.
  private mutating func leastMissed(at now: Int64) -> Int? {
    var place = dice.next(below: sources.count)
    var best: (place: Int, weight: Int)?
    for _ in 0..<min(Self.candidates, sources.count) {
      if let weight = weight(of: place, at: now), weight < best?.weight ?? .max {
        if weight <= 1 { return place }
        best = (place, weight)
      }
      place = place + 1 == sources.count ? 0 : place + 1
    }
    return best?.place
  }

  /// Recent messages, those of watched kinds twice; nil for one not to be forgotten.
  private mutating func weight(of place: Int, at now: Int64) -> Int? {
    if sources[place].status == .banned { return nil }
    if sources[place].ring.count > 1 || now &- sources[place].ring.last >= Int64(general.span) {
      arrivals.forget(&sources[place].ring, ring: place, at: now, rules: general)
    }
    let recent = Int(sources[place].ring.count)
    if recent >= general.near { return nil }
    guard sources[place].chain != 0 else { return recent }
    let special = kinds.weight(sources[place].chain, at: now)
    return special.isNear ? nil : recent + special.arrivals
  }
}
