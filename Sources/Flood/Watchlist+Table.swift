import Wire

extension Watchlist {
  static let batchSize = 32
  typealias Batch = InlineArray<32, UInt32>
  /// How many sources are looked at to find one to forget.
  static let candidates = 8

  /// Counts messages in order, as `note(_:at:)` does, and hands out the findings.
  ///
  /// Faster than one by one where there are many sources: the tables' lines are fetched for several at once.
  public mutating func note(contentsOf messages: [Arrival], each: (Finding) -> Void) {
    var hashes = Batch(repeating: 0)
    for start in stride(from: 0, to: messages.count, by: Self.batchSize) {
      let part = start..<min(start + Self.batchSize, messages.count)
      warm(messages, part, &hashes)
      for place in part {
        let finding = note(messages[place].message, hash: hashes[place - start], at: messages[place].at)
        if let finding { each(finding) }
      }
    }
  }

  /// Reads what is about to be needed; the sum only keeps the reads from being dropped as useless.
  private mutating func warm(_ messages: [Arrival], _ part: Range<Int>, _ hashes: inout Batch) {
    var places = Batch(repeating: .max)
    for place in part {
      let hash = index.hash(messages[place].message.source)
      hashes[place - part.lowerBound] = hash
      places[place - part.lowerBound] = index.guess(hash)
    }
    var sum: UInt64 = 0
    for number in 0..<part.count where places[number] != .max {
      let place = Int(places[number])
      sum &+= UInt64(sources[place].ring.head) &+ UInt64(arrivals.times[place &* arrivals.length])
      sum &+= UInt64(arrivals.times[place &* arrivals.length &+ arrivals.length / 2])
    }
    warmth = sum
  }

  func known(_ mac: MACAddress) -> Int? {
    index.find(index.hash(mac)) { sources[$0].mac == mac }
  }

  /// Where a source is remembered, from now on if it was not; nil when there is no room.
  @inline(__always)
  mutating func place(of mac: MACAddress, hash: UInt32, at now: Int64) -> Int? {
    index.find(hash) { sources[$0].mac == mac } ?? add(mac, hash, at: now)
  }

  private mutating func add(_ mac: MACAddress, _ hash: UInt32, at now: Int64) -> Int? {
    guard isFull else {
      if sources.count == sources.capacity {
        let room = min(capacity, max(256, sources.count * 2))
        sources.reserveCapacity(room)
        arrivals.reserve(room)
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
  private func weight(of place: Int, at now: Int64) -> Int? {
    let source = sources[place]
    if source.status == .banned { return nil }
    let recent = now &- source.ring.last < Int64(general.span) ? Int(source.ring.count) : 0
    if recent >= general.near { return nil }
    guard source.chain != 0 else { return recent }
    let special = kinds.weight(source.chain, at: now)
    return special.isNear ? nil : recent + special.arrivals
  }
}
