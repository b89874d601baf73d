public import Wire

/// Bans are of an address: they cover both IP versions, whichever flooded.
extension Watchlist {
  /// Takes a source as banned until a moment, so that it is not reported before: blocks found after a restart, with the
  /// strikes that they were for.
  ///
  /// False when there is no room, as every source is banned.
  @discardableResult
  public mutating func ban(_ mac: MACAddress, until moment: Timestamp, strikes count: Int = 0) -> Bool {
    let end = clock.reading(at: moment)
    strikes.adopt(mac, strikes: count, until: end, at: clock.now)
    for place in known(mac) { endBan(of: place) }
    guard let place = known(mac).first ?? makeRoom(for: mac) else { return false }
    beginBan(of: place, until: end)
    return true
  }

  /// Takes over how often sources were blocked before, and when the last of each ended. Of more than it has room for, it
  /// remembers who was blocked most often, then latest.
  public mutating func remember(strikes many: [(mac: MACAddress, count: Int, end: Timestamp)]) {
    strikes.adopt(many.map { ($0.mac, $0.count, clock.reading(at: $0.end)) }, at: clock.now)
  }

  /// How often sources were blocked, as far as that is not forgiven, and when the last block of each ended or will.
  public func strikes(at moment: Timestamp) -> [(mac: MACAddress, count: Int, end: Timestamp)] {
    let now = clock.reading(at: moment)
    return strikes.all(at: now).map { ($0.mac, $0.count, moment + clock.duration($0.end &- now)) }
  }

  /// Lets a ban last longer; never shortens one, and does nothing to who is not banned.
  public mutating func extendBan(of mac: MACAddress, until moment: Timestamp) {
    guard let place = known(mac).first(where: { sources[$0].status == .banned }) else { return }
    let reading = clock.reading(at: moment)
    guard reading &- sources[place].until > 0 else { return }
    endBan(of: place)
    beginBan(of: place, until: reading)
    strikes.extend(mac, until: reading)
  }

  /// Ends a ban and forgets what the source sent: only a new flood is a finding.
  public mutating func release(_ mac: MACAddress, strikes outcome: StrikeOutcome) {
    for place in known(mac) {
      endBan(of: place)
      kinds.release(&sources[place].chain)
      windows.release(&sources[place].clients)
      sources[place].clear()
    }
    switch outcome {
    case .stay: break
    case .takeBack: strikes.takeBack(mac, at: clock.now)
    case .forgive: strikes.forgive(mac)
    }
  }

  /// Whether a source is banned, as of the latest message.
  package func isBanned(_ mac: MACAddress) -> Bool {
    known(mac).contains { sources[$0].status == .banned }
  }

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
  }
}
