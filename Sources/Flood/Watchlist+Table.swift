import Wire

extension Watchlist {
  /// How many sources are looked at to find one to forget.
  static let candidates = 8
  /// How many group addresses are watched; they are nobody's, and are not to take the place of anybody.
  static let groups = 16

  mutating func reserve(_ room: Int) {
    sources.reserveCapacity(min(room, capacity))
    ranks.reserveCapacity(min(room, capacity))
    arrivals.reserve(min(room, capacity))
  }

  func find(_ key: UInt64) -> Int? { find(key, index.hash(key)) }
  @inline(__always)
  func find(_ key: UInt64, _ hash: UInt32) -> Int? { index.find(hash) { sources[$0].key == key } }

  /// The records of an address: of none, one or both IP versions.
  func known(_ mac: MACAddress) -> [Int] {
    [false, true].compactMap { find(SourceKey.of(mac, isVersion6: $0)) }
  }

  /// The records of who is meant. Of a client behind a relay: that of its address, unless another `giaddr` is meant than
  /// that which it came with first, and that of its `giaddr` too.
  func known(_ subject: Subject) -> [Int] {
    switch subject {
    case .address(let mac): return known(mac)
    case .client(let client):
      guard let place = find(key(of: client)) else { return [] }
      guard case .v4(let giaddr, _) = client.name else { return [place] }
      let isFirst =
        giaddr.bits == 0 || sources[place].giaddr.bits == 0 || giaddr == sources[place].giaddr
      return [isFirst ? place : nil, find(key(of: client, giaddr))].compactMap(\.self)
    case .line: return []
    }
  }

  /// Where a message's source is remembered, from now on if it was not; nil when there is no room.
  @inline(__always)
  mutating func place(of message: ClientMessage, at now: Int64, _ moment: Timestamp) -> Int? {
    if message.source.isGroup { noteGroup(at: now, moment) }
    let key = SourceKey.of(message)
    let hash = index.hash(key)
    return index.find(hash) { sources[$0].key == key } ?? add(message, key, hash, at: now, moment)
  }

  @inline(never)
  private mutating func add(
    _ message: ClientMessage, _ key: UInt64, _ hash: UInt32, at now: Int64, _ moment: Timestamp
  ) -> Int? {
    let isGroup = message.source.isGroup
    let isSeeking = message.kind == .discover || message.kind == .solicit
    if !isGroup, let words = newcomers.welcome(isSeeking: isSeeking, at: second, now: now) {
      bell.raise(.randomSource, at: now, moment, words)
    }
    guard let place = room(for: key, hash, isGroup: isGroup, at: now, moment) else {
      uncounted += 1
      return nil
    }
    if isSeeking { sources[place].marks.insert(.seeking) }
    return place
  }

  mutating func room(
    for key: UInt64, _ hash: UInt32, isGroup: Bool, at now: Int64, _ moment: Timestamp
  ) -> Int? {
    if isGroup, groupPlaces.count == min(Self.groups, max(1, capacity / 2)) {
      // They are changed for one another, and nobody needs to know.
      let place = Int(groupPlaces[dice.next(below: groupPlaces.count)])
      guard weight(of: place, at: now) != nil else { return nil }
      replace(place, by: key, hash)
      return place
    }
    guard isFull else {
      if sources.count == sources.capacity { reserve(max(256, sources.count * 2)) }
      append(key, hash)
      if isGroup { groupPlaces.append(UInt32(sources.count - 1)) }
      return sources.count - 1
    }
    guard let least = leastMissed(at: now) else {
      tellFull("a new source is not counted", at: now, moment)
      return nil
    }
    if least.weight > 0 { tellFull("new sources push out others that were just heard", at: now, moment) }
    evictions += 1
    replace(least.place, by: key, hash)
    if isGroup { groupPlaces.append(UInt32(least.place)) }
    return least.place
  }

  private mutating func tellFull(_ words: String, at now: Int64, _ moment: Timestamp) {
    guard bell.isReady(.tableFull, at: now) else { return }
    bell.raise(.tableFull, at: now, moment, "\(capacity) sources are watched, as many as may be: \(words)")
  }

  /// Room for who must be remembered: whoever is not banned may go.
  mutating func makeRoom(for subject: Subject) -> Int? {
    switch subject {
    case .address(let mac): return makeRoom(for: SourceKey.of(mac, isVersion6: false))
    case .client(let client):
      guard case .v4(let giaddr, _) = client.name else { return makeRoom(for: key(of: client)) }
      guard find(key(of: client)) == nil else { return makeRoom(for: key(of: client, giaddr)) }
      let place = makeRoom(for: key(of: client))
      if let place { sources[place].giaddr = giaddr }
      return place
    case .line: return nil
    }
  }

  private mutating func makeRoom(for key: UInt64) -> Int? {
    let hash = index.hash(key)
    guard isFull else {
      if sources.count == sources.capacity { reserve(max(256, sources.count * 2)) }
      append(key, hash)
      return sources.count - 1
    }
    // Whoever is banned is in there once; with all of them banned there is nobody to look for.
    guard bans.count < sources.count else { return nil }
    guard let place = sources.indices.first(where: { sources[$0].status != .banned }) else { return nil }
    evictions += 1
    replace(place, by: key, hash)
    return place
  }

  private mutating func replace(_ place: Int, by key: UInt64, _ hash: UInt32) {
    let old = sources[place].key
    index.remove(index.hash(old), record: place)
    if sources[place].chain != 0 { kinds.release(&sources[place].chain) }
    if sources[place].clients != 0 { windows.release(&sources[place].clients) }
    if SourceKey.isGroup(old), !SourceKey.isGroup(key) {
      groupPlaces.removeAll { Int($0) == place }
    }
    sources[place] = WatchedSource(key: key, second: second)
    ranks[place] = SourceRank.unclear
    index.insert(hash, record: place)
  }

  private mutating func append(_ key: UInt64, _ hash: UInt32) {
    sources.append(WatchedSource(key: key, second: second))
    ranks.append(SourceRank.unclear)
    arrivals.append()
    index.insert(hash, record: sources.count - 1)
  }

  /// Of a few neighbours at a random place the one with the fewest recent messages, the first of equals; nil
  /// when all are banned or near a threshold.
  ///
  /// At random and not the oldest first: in a flood of random addresses that turns the table over faster than a
  /// slow flooder sends, the oldest first would forget the flooder every time; this way it stays now and then,
  /// and with its second message it outranks the rest.
  private mutating func leastMissed(at now: Int64) -> (place: Int, weight: Int)? {
    let start = dice.next(below: sources.count)
    if let clear = clearlyLeastMissed(from: start) { return clear }
    var place = start
    var best: (place: Int, weight: Int)?
    for _ in 0..<min(Self.candidates, sources.count) {
      if let weight = weight(of: place, at: now), weight < best?.weight ?? .max {
        best = (place, weight)
        if weight <= 1 { break }
      }
      place = place + 1 == sources.count ? 0 : place + 1
    }
    return best
  }

  /// The same by rank alone, which is in one line of the cache; nil when the records must be looked at.
  @inline(__always)
  func clearlyLeastMissed(from start: Int) -> (place: Int, weight: Int)? {
    var place = start
    var best: (place: Int, weight: Int)?
    for _ in 0..<min(Self.candidates, ranks.count) {
      let weight = SourceRank.weight(ranks[place], at: second, span: spanInSeconds)
      if weight < min(general.near, best?.weight ?? SourceRank.unclearWeight) {
        best = (place, weight)
        if weight <= 1 { break }
      }
      place = place &+ 1 == ranks.count ? 0 : place &+ 1
    }
    return best
  }

  /// Recent messages, of watched kinds those of a longer time; nil for one not to be forgotten.
  private mutating func weight(of place: Int, at now: Int64) -> Int? {
    if sources[place].status == .banned { return nil }
    if sources[place].ring.count > 1 || now &- sources[place].ring.last >= Int64(general.span) {
      arrivals.forget(&sources[place].ring, ring: place, at: now, rules: general)
    }
    let recent = Int(sources[place].ring.count)
    if recent >= general.near || windows.isNear(sources[place].clients, at: now) { return nil }
    guard sources[place].chain != 0 else { return recent }
    let special = kinds.weight(sources[place].chain, at: now)
    return special.isNear ? nil : max(recent, special.arrivals)
  }
}
