import Wire

/// What is followed up besides the number of messages.
extension Watchlist {
  /// Follows up what a message showed; whether its source speaks for too many clients. `before`: when a message with a
  /// client, and one of any kind, came before this.
  @inline(never)
  mutating func follow(
    _ sight: WatchedSource.Sight, _ message: ClientMessage, _ client: UInt32, of place: Int, at now: Int64,
    before: (heard: UInt32, last: Int64), _ moment: Timestamp
  ) -> Bool {
    if sight.contains(.second), sources[place].marks.contains(.seeking) {
      newcomers.cameBack(since: sources[place].first)
    }
    // Whose clients those are that it passes on is for their line to say.
    if sight.contains(.passedOn) {
      if sources[place].front != nil { followRelay(message, client, of: place, at: now, moment) }
      return false
    }
    guard sight.contains(.many), client != 0, windows.length > 0 else { return false }
    let mac = sources[place].mac
    guard sources[place].front == nil, !exemptions.relays.contains(mac) else {
      followRelay(message, client, of: place, at: now, moment)
      return false
    }
    if sources[place].clients == 0 {
      guard openWindow(of: place, at: now) else { return false }
      // Up to now it spoke for its first client only.
      let age = Int64(UInt32(truncatingIfNeeded: now) &- before.heard)
      if now &- before.last < 1 << 31, age < windows.window {
        _ = windows.note(sources[place].client, link: sources[place].clients, at: now &- age)
      }
    }
    return windows.note(client, link: sources[place].clients, at: now) >= windows.length
  }

  /// A message from a group address: counted aside.
  mutating func noteGroup(at now: Int64, _ moment: Timestamp) {
    newcomers.noteGroup(at: second)
    guard bell.isReady(.randomSource, at: now), let words = newcomers.judgeGroup(at: second) else { return }
    bell.raise(.randomSource, at: now, moment, words)
  }

  private mutating func followRelay(
    _ message: ClientMessage, _ client: UInt32, of place: Int, at now: Int64, _ moment: Timestamp
  ) {
    let key = sources[place].key
    defer { tellEcho(key, sources[place].mac, at: now, moment) }
    guard let words = relays.note(message, client: client, of: key, at: now) else { return }
    bell.raise(.starvation, sources[place].mac, at: now, moment, words)
  }

  private mutating func tellEcho(_ key: UInt64, _ mac: MACAddress, at now: Int64, _ moment: Timestamp) {
    guard let words = relays.echo(of: key), bell.isReady(.loop, mac, at: now) else { return }
    bell.raise(
      .loop, mac, at: now, moment,
      "\(words); that is the relay's doing, not its clients'")
  }

  private mutating func openWindow(of place: Int, at now: Int64) -> Bool {
    var link = windows.open(for: place, at: now)
    if link == 0, let least = windows.leastMissed(at: now) {
      windows.release(&sources[least].clients)
      link = windows.open(for: place, at: now)
    }
    sources[place].clients = link
    return link != 0
  }
}
