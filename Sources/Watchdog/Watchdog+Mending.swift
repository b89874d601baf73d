import Flood
import Kernel
import Rules
import Wire

/// What others do to the daemon's work, and what is done about it.
extension Watchdog {
  mutating func mend(_ enforcer: Enforcer, _ listener: Listener) {
    var news = Enforcer.News()
    let now = WallClock.steady
    enforcer.hear(now: now, &news)
    enforcer.lookRound(now: now)
    enforcer.mend(now: now, &news)
    for will in news.wills { heed(will, enforcer, now) }
    for key in news.restored where enforcer.isOwn(key) {
      sentences.renew(key.mac, now: WallClock.steady, inForce: WallClock.now)
    }
    for line in news.lines { log.event(line, at: now) }
    for line in news.alarms { log.always(line) }
    guard !settings.isDryRun, listener.follow(enforcer.placeIndex, now: now) else { return }
    log.always("listening to \(listener.place) again")
  }

  private mutating func heed(_ will: Roster.Will, _ enforcer: Enforcer, _ now: Timestamp) {
    switch will {
    case .pardon(let key):
      guard enforcer.disown(key) else { return }
      sentences.close(key.mac)
      watchlist.pardon(key.mac)
      log.event("unblocked \(key.mac): somebody else did", at: now)
    case .hand(let key, _):
      forget(key.mac, enforcer, at: now)
      guard enforcer.disown(key) else { return }
      sentences.close(key.mac)
      log.event("left the block of \(key.mac) to whoever made it anew", at: now)
    }
  }
}
