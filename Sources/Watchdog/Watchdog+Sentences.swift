import Flood
import Kernel
import Rules
import Wire

/// Serving the sentences.
extension Watchdog {
  mutating func adopt(_ standing: [StandingBlock]) {
    let now = WallClock.steady
    for block in standing {
      let remaining = block.remaining ?? settings.policy.ban
      let strikes = block.block.remark?.strikes ?? 1
      let length = settings.policy.ban(strikes: strikes)
      sentences.open(block.block.mac, length: length, remaining: remaining, now: now)
      watchlist.ban(block.block.mac, until: WallClock.now + remaining, strikes: strikes)
    }
    guard !standing.isEmpty else { return }
    let blocks = standing.count == 1 ? "1 block" : "\(standing.count) blocks"
    log.always("took over \(blocks) that an earlier run left behind")
  }

  // A frame was seen where blocked ones are not: somebody may have taken its block away.
  mutating func lookAfter(_ mac: MACAddress, heardAt moment: Timestamp, _ enforcer: Enforcer) {
    let now = WallClock.steady
    guard settings.scope != .llc, !settings.isDryRun, sentences.escaped(mac, at: moment, now: now) else {
      return
    }
    do {
      let stands = try enforcer.doubt(mac, now: now)
      // Whoever is heard now comes in by another port, and is judged anew.
      if stands, watchlist.isBanned(mac), enforcer.isElsewhere(mac) { watchlist.retract(mac) }
    } catch {
      log.event("look after the block of \(mac) failed: \(error)", at: now)
    }
  }

  mutating func serve(_ enforcer: Enforcer) {
    for action in sentences.due(now: WallClock.steady) {
      switch action {
      case .measure(let mac): sentences.measured(mac, dropped: dropped(mac, enforcer))
      case .judge(let mac): judge(mac, enforcer)
      case .lift(let mac): lift(mac, enforcer)
      }
    }
  }

  private mutating func judge(_ mac: MACAddress, _ enforcer: Enforcer) {
    let now = WallClock.steady
    guard case .extended(let until) = sentences.judge(mac, dropped: dropped(mac, enforcer), now: now) else {
      return
    }
    do {
      let ban = until - now
      try enforcer.extend(mac, by: ban)
      watchlist.extendBan(of: mac, until: WallClock.now + ban)
      log.event("extended \(mac) by \(ban.words): the flood goes on", at: now)
    } catch {
      log.event("extend \(mac) failed: \(error)", at: now)
    }
  }

  private mutating func dropped(_ mac: MACAddress, _ enforcer: Enforcer) -> UInt64? {
    do {
      return try enforcer.dropped(mac)
    } catch {
      log.event("read the counter of \(mac) failed: \(error)", at: WallClock.steady)
      return nil
    }
  }

  private mutating func lift(_ mac: MACAddress, _ enforcer: Enforcer) {
    let now = WallClock.steady
    watchlist.lift(mac)
    do {
      try enforcer.lift(mac)
      log.event("unblocked \(mac): its time is over", at: now)
    } catch {
      log.event("unblock \(mac) failed: \(error)", at: now)
    }
  }
}
