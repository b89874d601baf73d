import Wire

/// What is counted by kind, and what is not counted.
extension Watchlist {
  @inline(never)
  mutating func noteKind(
    _ message: ClientMessage, _ client: UInt32, of place: Int, at now: Int64, _ moment: Timestamp
  ) -> ArrivalRings.Trip {
    let kind = message.kind
    if kind.name == MessageKind.decline.name, sources[place].isAddress {
      noteDecline(message, client, of: place, at: now, moment)
    }
    guard kinds.watches(kind) else { return ArrivalRings.Trip() }
    guard !isAside(message, client, of: place) else {
      aside &+= 1
      return ArrivalRings.Trip()
    }
    if !kinds.hasRoom(for: kind, chain: sources[place].chain) {
      guard let least = kinds.leastMissed(from: dice.next(below: kinds.count), at: now) else {
        return ArrivalRings.Trip()
      }
      kinds.release(least.link, from: &sources[least.owner].chain)
    }
    return kinds.note(kind, of: place, chain: &sources[place].chain, at: now)
  }

  /// Among REQUESTs one client's that takes leases again and again is looked for. So a renewal, which in DHCPv6 has a
  /// type of its own, is none of them, nor is one for another client than the source's first, as behind a repeater.
  private func isAside(_ message: ClientMessage, _ client: UInt32, of place: Int) -> Bool {
    guard message.kind == .request || message.kind == .request6 else { return false }
    return message.address.bits != 0 || client != 0 && client != sources[place].client
  }

  private mutating func noteDecline(
    _ message: ClientMessage, _ client: UInt32, of place: Int, at now: Int64, _ moment: Timestamp
  ) {
    guard sources[place].status != .banned else { return }
    conflicts.note(sources[place].key, client: client, message.address, at: now)
    guard conflicts.areMany(at: now) else { return }
    let mac = conflicts.onlySource(at: now).map { MACAddress(bits: $0) }
    guard bell.isReady(.conflict, mac, at: now) else { return }
    bell.raise(.conflict, mac, at: now, moment, conflicts.words(at: now))
  }

  /// A frame that may have come again; nil when it counts as a message, else what it tripped.
  @inline(never)
  mutating func echo(
    _ place: Int, _ message: ClientMessage, _ print: UInt32, at now: Int64, _ moment: Timestamp
  ) -> ThresholdTrip? {
    // Its frames are dropped, and what it sends is no sign of a loop.
    guard sources[place].status != .banned else { return nil }
    switch echoes.note(sources[place].key, print, at: now, before: sources[place].heard) {
    case .message: return nil
    case .copy: return ThresholdTrip()
    case .flood(let copies): return ThresholdTrip(copies: UInt32(clamping: copies))
    case .loop(let counted):
      takeBack(counted, message.kind, of: place)
      bell.raise(
        .loop, message.source, at: now, moment,
        "\(DuplicateFrames.loop) copies of one frame within a second, octet for octet: the network may have a loop; "
          + "its source is not blocked for them")
      return ThresholdTrip()
    }
  }

  private mutating func takeBack(_ counted: Int, _ kind: MessageKind, of place: Int) {
    guard counted > 0 else { return }
    takenBack &+= counted
    arrivals.takeBack(counted, from: &sources[place].ring)
    if kinds.watches(kind) { kinds.takeBack(counted, of: kind, chain: sources[place].chain) }
  }
}
