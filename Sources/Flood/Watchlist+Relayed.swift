import Wire

/// What relays and routers pass on: it counts for the client that it is of, too, and for its line. Their own address is
/// judged as that of any source.
///
/// A client is known by the Ethernet source that its messages come with, as whoever is elsewhere cannot have that, and by
/// `chaddr`: what is counted by `giaddr` too is only that of clients that come with several, which forge it.
extension Watchlist {
  /// Follows up a message that says who sent it to whom passed it on. `place` and `tripped` are its Ethernet source's.
  @inline(never)
  mutating func noteRelayed(
    _ message: ClientMessage, of place: Int, _ tripped: ThresholdTrip, at now: Int64, _ moment: Timestamp
  ) -> Finding? {
    let key = sources[place].key
    let isPassedOn = passesOn(message, place)
    lastPassage = .none
    if isPassedOn, mayHaveClients(message.source), sources[place].status != .banned {
      if let finding = noteClient(message, at: now, moment) { return finding }
    }
    if message.line != 0, mayHaveClients(message.source) || !isPassedOn,
      let finding = noteLine(message, isPassedOn: isPassedOn, at: now, moment)
    {
      return finding
    }
    // Room for a client may have been made where the source was.
    guard !tripped.isNothing, sources[place].key == key else { return nil }
    // A relay is over a threshold at nearly every message, and that was said.
    if isPassedOn, tripped.copies == 0, sources[place].status == .spared, isSilent(place, at: now),
      exemption(of: place) != nil
    {
      return nil
    }
    return judge(place, message, tripped, at: now, moment)
  }

  /// Whether a source passes this message on for another.
  func passesOn(_ message: ClientMessage, _ place: Int) -> Bool {
    guard message.isRelayed || message.isRouted else { return false }
    let isRouted = message.isRouted && !exemptions.isOnLink(message.address)
    return sources[place].passesOn(message, isRouted: isRouted)
  }

  /// Clients behind this machine, and behind what is nobody's address, are not told apart.
  private func mayHaveClients(_ mac: MACAddress) -> Bool {
    !mac.isGroup && mac != .zero && !exemptions.own.contains(mac)
  }

  /// A source that passes on for others is not blocked for that: where it sends more of its own, that is counted beside.
  @inline(never)
  mutating func weigh(
    _ message: ClientMessage, of place: Int, isPassedOn: Bool, _ tripped: inout ThresholdTrip, at now: Int64,
    _ moment: Timestamp
  ) {
    let isFront = sources[place].front != nil
    if isPassedOn {
      if !isFront { (tripped.general, tripped.special) = (ArrivalRings.Trip(), ArrivalRings.Trip()) }
      return
    }
    let (key, beside) = (sources[place].key, SourceKey.beside(sources[place].key))
    let hash = index.hash(beside)
    guard let own = placeBehind(beside, hash, at: now, moment), sources[place].key == key else { return }
    let general = noteArrival(of: own, at: now)
    if !isFront { tripped.general = general }
  }

  private mutating func noteArrival(of place: Int, at now: Int64) -> ArrivalRings.Trip {
    let trip = arrivals.note(&sources[place].ring, ring: place, at: now, rules: general)
    sources[place].peak = max(sources[place].peak, sources[place].ring.count)
    ranks[place] = SourceRank.of(
      messages: sources[place].ring.count, isUnclear: sources[place].isUnclear, at: second)
    return trip
  }

  // MARK: - Clients

  /// What a message's client is known by; nil when nothing tells it from others.
  @inline(__always)
  func clientKey(_ message: ClientMessage) -> UInt64? {
    if !message.kind.isVersion6, let mac = message.chaddr?.mac {
      return SourceKey.client(index.key(message.source.bits, mac.bits), isVersion6: false)
    }
    guard message.origin != 0 else { return nil }
    return key(message.source, message.origin, isVersion6: message.kind.isVersion6)
  }

  private func key(_ router: MACAddress, _ origin: UInt64, isVersion6: Bool) -> UInt64 {
    SourceKey.client(index.key(router.bits | 1 << 62, origin), isVersion6: isVersion6)
  }

  /// The same of a client that is named.
  func key(of client: RelayedClient) -> UInt64 {
    switch client.name {
    case .v4(_, let chaddr):
      SourceKey.client(index.key(client.router.bits, chaddr.bits), isVersion6: false)
    case .v6(let link, let peer):
      key(client.router, RelayedClient.origin(link: link, peer: peer), isVersion6: true)
    }
  }

  /// What a client with one of several `giaddr` is known by.
  func key(of client: RelayedClient, _ giaddr: IPv4Address) -> UInt64 { key(key(of: client), giaddr) }

  private func key(_ client: UInt64, _ giaddr: IPv4Address) -> UInt64 {
    SourceKey.client(index.key(client, UInt64(giaddr.bits) | 1 << 62), isVersion6: false)
  }

  private mutating func noteClient(_ message: ClientMessage, at now: Int64, _ moment: Timestamp) -> Finding? {
    guard let key = clientKey(message) else { return nil }
    lastPassage = .copy
    let hash = index.hash(key)
    guard let place = placeBehind(key, hash, at: now, moment) else {
      uncounted += 1
      return nil
    }
    let time = UInt32(truncatingIfNeeded: now)
    let print = UInt32(truncatingIfNeeded: message.fingerprint ^ message.fingerprint >> 32)
    if sources[place].status == .banned { noteBanned(message, of: place, at: now) }
    if sources[place].mayRepeat(print, at: time, span: echoes.second)
      || echoes.isWatchful(at: now) && echoes.knows(key, print, at: now),
      let tripped = echo(place, message, print, at: now, moment)
    {
      sources[place].hear(at: time)
      return tripped.isNothing ? nil : judge(place, message, tripped, at: now, moment)
    }
    sources[place].hear(at: time)
    let which =
      UInt64(message.transaction) << 24 | UInt64(message.seconds) << 8 | UInt64(message.kind.rawValue)
    guard !relayCopies.note(index.key(key, which), at: now) else { return nil }
    lastPassage = .counted
    let client = UInt32(truncatingIfNeeded: message.client ^ message.client >> 32)
    sources[place].lookBehind(message, print: print, client: client)
    noteRelay(message, of: place)
    var tripped = ThresholdTrip(general: noteArrival(of: place, at: now))
    if kinds.watches(message.kind) { tripped.special = noteKind(message, client, of: place, at: now, moment) }
    guard sources[place].marks.contains(.varies) else {
      return tripped.isNothing ? nil : judge(place, message, tripped, at: now, moment)
    }
    return noteVarying(message, of: place, tripped, at: now, moment)
  }

  /// A client that is banned is heard; under another `giaddr` than it is banned under it is no sign that rules drop nothing.
  private mutating func noteBanned(_ message: ClientMessage, of place: Int, at now: Int64) {
    noteUse(of: place, at: now)
    if case .v4(let giaddr, _)? = clients[UInt32(place)]?.name, message.giaddr.bits != 0,
      message.giaddr != giaddr
    {
      return
    }
    heardPlace = UInt32(place)
  }

  /// Where a client is remembered, from now on if it was not; nil when there is no room.
  @inline(__always)
  private mutating func placeBehind(_ key: UInt64, _ hash: UInt32, at now: Int64, _ moment: Timestamp) -> Int?
  {
    // No `??`: what is behind it is a closure, and one over self is one over a copy of all of it.
    if let place = find(key, hash) { return place }
    return room(for: key, hash, isGroup: false, at: now, moment)
  }

  /// The relay that a client came through.
  private mutating func noteRelay(_ message: ClientMessage, of place: Int) {
    guard !message.kind.isVersion6 else { return }
    if message.chaddr?.mac == nil { sources[place].marks.insert(.unnamed) }
    guard message.giaddr.bits != 0, message.giaddr != sources[place].giaddr else { return }
    // A block of renewals alone drops nothing of what comes by the relay.
    if sources[place].giaddr.bits == 0, sources[place].status != .banned {
      sources[place].giaddr = message.giaddr
    } else {
      sources[place].marks.insert(.varies)
    }
  }

  /// A client that comes with several `giaddr`: one of them is blocked for what came with it, and all together are told of.
  private mutating func noteVarying(
    _ message: ClientMessage, of place: Int, _ tripped: ThresholdTrip, at now: Int64, _ moment: Timestamp
  ) -> Finding? {
    let giaddr = message.giaddr.bits == 0 ? sources[place].giaddr : message.giaddr
    let (key, isBanned) = (sources[place].key, sources[place].status == .banned)
    if isBanned, giaddr == sources[place].giaddr { return nil }
    let part = self.key(key, giaddr)
    let hash = index.hash(part)
    if let one = placeBehind(part, hash, at: now, moment) {
      sources[one].giaddr = giaddr
      if sources[one].status == .banned { noteBanned(message, of: one, at: now) }
      let general = noteArrival(of: one, at: now)
      if !general.isNothing,
        let finding = judge(one, message, ThresholdTrip(general: general), at: now, moment)
      {
        return finding
      }
      if sources[one].status == .banned { return nil }
    }
    guard !tripped.isNothing, sources[place].key == key else { return nil }
    return judge(place, message, tripped, at: now, moment)
  }

  /// Why no rule could name a client; nothing where rules name no client.
  func unblockableWords(_ place: Int) -> [String] {
    let marks = sources[place].marks
    if marks.contains(.unnamed) {
      return ["its hardware address is no MAC, so it is told from others by its client identifier"]
    }
    return marks.contains(.varies) ? ["its giaddr varies, so it forges it or is behind several relays"] : []
  }
}
