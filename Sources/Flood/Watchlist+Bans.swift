public import Wire

/// Bans of an address cover both IP versions, whichever flooded.
extension Watchlist {
  /// Takes who is meant as banned until a moment, so that it is not reported before: blocks found after a restart, with the
  /// strikes that they were for.
  ///
  /// False when there is no room, as every source is banned; and for a line, which is told of and not banned.
  @discardableResult
  public mutating func ban(_ subject: Subject, until moment: Timestamp, strikes count: Int = 0) -> Bool {
    let end = clock.reading(at: moment)
    let places = known(subject)
    for place in places { endBan(of: place) }
    if case .address(let mac) = subject { strikes.adopt(mac.bits, strikes: count, until: end, at: clock.now) }
    guard let place = places.first ?? makeRoom(for: subject) else { return false }
    beginBan(of: place, until: end)
    if case .client(let client) = subject {
      strikes.adopt(sources[place].striker, strikes: count, until: end, at: clock.now)
      clients[UInt32(place)] = client
    }
    return true
  }

  /// The same of an address.
  @discardableResult
  public mutating func ban(_ mac: MACAddress, until moment: Timestamp, strikes count: Int = 0) -> Bool {
    ban(.address(mac), until: moment, strikes: count)
  }

  /// Takes over how often sources were blocked before, and when the last of each ended. Of more than it has room for, it
  /// remembers who was blocked most often, then latest.
  public mutating func remember(strikes many: [(subject: Subject, count: Int, end: Timestamp)]) {
    strikes.adopt(
      many.compactMap { one in striker(of: one.subject).map { ($0, one.count, clock.reading(at: one.end)) } },
      at: clock.now)
  }

  private func striker(of subject: Subject) -> UInt64? {
    switch subject {
    case .address(let mac): mac.bits
    case .client(let client): key(of: client)
    case .line: nil
    }
  }

  /// Whom the latest finding of a client banned is called so: in DHCPv6 its name is in the frame alone.
  public mutating func name(_ finding: Finding) {
    guard finding.verdict == .blocked, case .client(let client) = finding.subject, !client.isVersion4,
      let place = find(key(of: client)), sources[place].status == .banned
    else { return }
    clients[UInt32(place)] = client
  }

  /// How often each was blocked, by what strikes are counted by, as far as that is not forgiven; and when its last block ended
  /// or will.
  package func strikes(at moment: Timestamp) -> [(who: UInt64, count: Int, end: Timestamp)] {
    let now = clock.reading(at: moment)
    return strikes.all(at: now).map { ($0.who, $0.count, moment + clock.duration($0.end &- now)) }
  }

  /// An engine that judges by another policy: it has heard nothing and bans nobody, and knows how often each was blocked.
  public func renewed(by policy: Policy, at moment: Timestamp) -> Watchlist {
    // Clients behind relays are known by keyed digests.
    var fresh = Watchlist(policy: policy, seed: seed)
    (fresh.hearsBanned, fresh.blocksClients) = (hearsBanned, blocksClients)
    fresh.strikes.adopt(
      strikes(at: moment).map { ($0.who, $0.count, fresh.clock.reading(at: $0.end)) }, at: fresh.clock.now)
    return fresh
  }

  /// Lets a ban last longer; never shortens one, and does nothing to who is not banned.
  public mutating func extendBan(of subject: Subject, until moment: Timestamp) {
    let reading = clock.reading(at: moment)
    guard let place = known(subject).first(where: { sources[$0].status == .banned }),
      reading &- sources[place].until > 0
    else { return }
    let client = clients[UInt32(place)]
    endBan(of: place)
    beginBan(of: place, until: reading)
    clients[UInt32(place)] = client
    strikes.extend(sources[place].striker, until: reading)
  }

  /// The same of an address.
  public mutating func extendBan(of mac: MACAddress, until moment: Timestamp) {
    extendBan(of: .address(mac), until: moment)
  }

  /// Ends a ban and forgets what the source sent: only a new flood is a finding.
  public mutating func release(_ subject: Subject, strikes outcome: StrikeOutcome) {
    let places = known(subject)
    var strikers = Set(places.map { sources[$0].striker })
    if case .address(let mac) = subject { strikers.insert(mac.bits) }
    for place in places {
      endBan(of: place)
      kinds.release(&sources[place].chain)
      windows.release(&sources[place].clients)
      sources[place].clear()
    }
    for striker in strikers {
      switch outcome {
      case .stay: break
      case .takeBack: strikes.takeBack(striker, at: clock.now)
      case .forgive: strikes.forgive(striker)
      }
    }
  }

  /// The same of an address.
  public mutating func release(_ mac: MACAddress, strikes outcome: StrikeOutcome) {
    release(.address(mac), strikes: outcome)
  }

  /// Whether it is banned, as of the latest message.
  package func isBanned(_ subject: Subject) -> Bool {
    known(subject).contains { sources[$0].status == .banned }
  }

  /// The same of an address.
  package func isBanned(_ mac: MACAddress) -> Bool { isBanned(.address(mac)) }

  mutating func beginBan(of place: Int, until end: Int64) {
    earliest = bans.isEmpty || end &- earliest < 0 ? end : earliest
    sources[place].status = .banned
    sources[place].until = end
    ranks[place] = SourceRank.unclear
    bans.append(UInt32(place))
    uses[UInt32(place)] = BlockUse(at: clock.now)
  }

  /// Frees whose ban is over. It looks at all banned ones, but only when at least one is to be freed.
  mutating func releaseEnded(at now: Int64) {
    bans.removeAll { place in
      guard now &- sources[Int(place)].until >= 0 else { return false }
      sources[Int(place)].status = .free
      uses[place] = nil
      clients[place] = nil
      return true
    }
    let ends = bans.map { sources[Int($0)].until &- now }
    earliest = now &+ (ends.min() ?? 0)
  }

  private mutating func endBan(of place: Int) {
    guard sources[place].status == .banned else { return }
    sources[place].status = .free
    bans.removeAll { Int($0) == place }
    uses[UInt32(place)] = nil
    clients[UInt32(place)] = nil
  }
}
