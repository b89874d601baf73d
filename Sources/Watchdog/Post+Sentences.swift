import Flood
import Host
import Ledger
import Placement
import Plans
import System
import Wire

/// Serving the sentences.
extension Post {
  /// `now` is before the past was looked at, so that no sentence is longer than the kernel's.
  func adopt(_ standing: [StandingBlock], _ past: Past, at now: Timestamp) {
    let moment = WallClock.now
    let mine = standing.lazy.map { block in
      (
        mac: block.block.mac, count: block.block.remark?.strikes ?? 1,
        end: moment + (block.remaining ?? self.settings.policy.ban)
      )
    }
    watchlist.remember(strikes: past.strikes + mine)
    // In order of their ends, each has its place at the end of the queue.
    for block in standing.sorted(by: { ($0.remaining ?? .zero) < ($1.remaining ?? .zero) })
    where enforcer.isOwn(block.block.key) {
      let remaining = block.remaining ?? settings.policy.ban
      let strikes = block.block.remark?.strikes ?? 1
      let length = settings.policy.ban(strikes: strikes)
      sentences.open(block.block.mac, length: length, remaining: remaining, now: now)
      watchlist.ban(block.block.mac, until: moment + remaining)
    }
    guard !standing.isEmpty else { return }
    let blocks = standing.count == 1 ? "1 block" : "\(standing.count) blocks"
    announce(.note, .info, "took over \(blocks) that an earlier run left behind")
  }

  // A frame was seen where blocked ones are not: somebody may have taken its block away.
  func lookAfter(_ mac: MACAddress, heardAt moment: Timestamp, vlan: VLANID?) {
    let now = WallClock.steady
    guard settings.scope != .llc, !settings.isDryRun, sentences.escaped(mac, at: moment, now: now) else {
      return
    }
    do {
      let stands = try enforcer.doubt(mac, now: now)
      // Whoever is heard now comes in by another port, and is judged anew.
      if stands, watchlist.isBanned(mac), enforcer.isElsewhere(mac, vlan: vlan) { watchlist.retract(mac) }
    } catch {
      tell(.failure, .error, mac, "look after the block of \(mac) failed: \(error)", at: now)
    }
  }

  func serve() {
    for action in sentences.due(now: WallClock.steady) {
      switch action {
      case .measure(let mac): sentences.measured(mac, dropped: dropped(mac))
      case .judge(let mac): judge(mac)
      case .lift(let mac): lift(mac)
      }
    }
  }

  private func judge(_ mac: MACAddress) {
    let now = WallClock.steady
    guard case .extended(let until) = sentences.judge(mac, dropped: dropped(mac), now: now) else {
      return
    }
    do {
      let ban = until - now
      if var block = enforcer.ownBlock(mac) {
        block.lifetime = ban
        remember(block, strikes: block.remark?.strikes ?? 1)
      }
      try enforcer.extend(mac, by: ban)
      watchlist.extendBan(of: mac, until: WallClock.now + ban)
      var event = event(.extend, .notice, mac, "extended \(mac) by \(ban.words): the flood goes on")
      (event.length, event.origin, event.scope) = (ban, .watch, settings.scope)
      tell(event, at: now)
    } catch {
      tell(.failure, .error, mac, "extend \(mac) failed: \(error)", at: now)
    }
  }

  /// Ends a block whose flood is over, as another source needs its place. Its strikes stay.
  func giveUp(_ mac: MACAddress, for other: MACAddress) {
    sentences.close(mac)
    lift(mac, "it floods no more, and \(other) needs its place")
  }

  /// Where blocked sources are not heard, tells the engine what their rules have dropped, once a second while that
  /// matters; so many at a time, so that a turn of the loop stays short.
  func readCounters(now: Timestamp) {
    guard let due = countersDue, due <= now else { return }
    lastReading = now
    let macs = sentences.macs
    let start = macs.firstIndex { $0 > lastRead } ?? 0
    for mac in (macs[start...] + macs[..<start]).prefix(Self.readings) {
      lastRead = mac
      guard let block = enforcer.ownBlock(mac),
        let standing = try? enforcer.machine.standing(block, enforcer.site.table)
      else { continue }
      watchlist.noteDropped(mac, standing.packets, at: WallClock.now)
    }
  }

  /// When the counters are to be read next; nil for not at all.
  var countersDue: Timestamp? {
    guard !watchlist.hearsBanned, !sentences.isEmpty, watchlist.isNearBrake else { return nil }
    return lastReading.map { $0 + .seconds(1) } ?? WallClock.steady
  }

  private static let readings = 256

  private func dropped(_ mac: MACAddress) -> UInt64? {
    do {
      return try enforcer.dropped(mac)
    } catch {
      tell(.failure, .error, mac, "read the counter of \(mac) failed: \(error)", at: WallClock.steady)
      return nil
    }
  }

  private func lift(_ mac: MACAddress, _ why: String = "its time is over") {
    let now = WallClock.steady
    watchlist.lift(mac)
    do {
      if let key = enforcer.ownBlock(mac)?.key { ledger?.end(key, on: interface, now: WallClock.now) }
      try enforcer.lift(mac)
      var event = event(.unblock, .notice, mac, "unblocked \(mac): \(why)")
      (event.origin, event.scope) = (.watch, settings.scope)
      tell(event, at: now)
    } catch {
      tell(.failure, .error, mac, "unblock \(mac) failed: \(error)", at: now)
    }
  }
}
