public import Wire

extension Watchlist {
  /// Takes a source as banned until a moment, so that it is not reported before: blocks found after a restart.
  ///
  /// False when there is no room, as every source is banned.
  @discardableResult
  public mutating func ban(_ mac: MACAddress, until moment: Timestamp) -> Bool {
    guard let place = place(of: mac, at: clock.now) ?? makeRoom(for: mac) else {
      return false
    }
    endBan(of: place)
    beginBan(of: place, until: clock.reading(at: moment))
    return true
  }

  /// Lets a ban last longer; never shortens one, and does nothing to who is not banned.
  public mutating func extendBan(of mac: MACAddress, until moment: Timestamp) {
    guard let place = known(mac), sources[place].status == .banned else { return }
    let reading = clock.reading(at: moment)
    guard reading &- sources[place].until > 0 else { return }
    endBan(of: place)
    beginBan(of: place, until: reading)
  }

  /// Ends a ban and forgets what the source sent: only a new flood is a finding.
  public mutating func lift(_ mac: MACAddress) {
    guard let place = known(mac) else { return }
    endBan(of: place)
    kinds.release(&sources[place].chain)
    sources[place].clear()
  }

  /// Whether a source is banned, as of the latest message.
  package func isBanned(_ mac: MACAddress) -> Bool {
    known(mac).map { sources[$0].status == .banned } ?? false
  }

  mutating func beginBan(of place: Int, until end: Int64) {
    earliest = bans.isEmpty || end &- earliest < 0 ? end : earliest
    sources[place].status = .banned
    sources[place].until = end
    bans.append(UInt32(place))
  }

  /// Frees whose ban is over. It looks at all banned ones, but only when at least one is to be freed.
  mutating func release(at now: Int64) {
    bans.removeAll { place in
      guard now &- sources[Int(place)].until >= 0 else { return false }
      sources[Int(place)].status = .free
      return true
    }
    let ends = bans.map { sources[Int($0)].until &- now }
    earliest = now &+ (ends.min() ?? 0)
  }

  private mutating func endBan(of place: Int) {
    guard sources[place].status == .banned else { return }
    sources[place].status = .free
    bans.removeAll { Int($0) == place }
  }
}
