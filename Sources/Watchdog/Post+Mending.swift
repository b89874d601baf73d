import Flood
import Ledger
import Plans
import System
import Wire

/// What others do to the daemon's work, and what is done about it.
extension Post {
  func mend(_ listener: Listener) {
    var news = Enforcer.News()
    let now = WallClock.steady
    enforcer.hear(now: now, &news)
    enforcer.lookRound(now: now)
    enforcer.mend(now: now, &news)
    rememberHands(news.wills)
    for will in news.wills { heed(will, now) }
    for key in news.restored where enforcer.isOwn(key) {
      sentences.renew(key.mac, now: WallClock.steady, inForce: WallClock.now)
    }
    for line in news.lines { tell(.repair, .notice, nil, line, at: now) }
    for line in news.alarms { announce(.repair, .error, line) }
    guard !settings.isDryRun, listener.follow(enforcer.placeIndex, now: now) else { return }
    announce(.repair, .notice, "listening to \(listener.place) again")
  }

  private func heed(_ will: Roster.Will, _ now: Timestamp) {
    switch will {
    case .pardon(let key):
      ledger?.end(key, on: interface, now: WallClock.now)
      guard enforcer.disown(key) else { return }
      pardon(key.mac)
      var event = event(.unblock, .notice, key.mac, "unblocked \(key.mac): somebody else did")
      (event.origin, event.scope) = (.hand, key.scope)
      tell(event, at: now)
    case .hand(let key, _):
      forget(key.mac, at: now)
      guard enforcer.disown(key) else { return }
      sentences.close(key.mac)
      tell(
        .note, .notice, key.mac, "left the block of \(key.mac) to whoever made it anew", at: now)
    }
  }

  // All at once, as a person may have blocked a hundred thousand at once.
  private func rememberHands(_ wills: [Roster.Will]) {
    let sentences = wills.compactMap { will -> Sentence? in
      guard case .hand(let key, _) = will, let block = enforcer.roster[key] else { return nil }
      return sentence(block)
    }
    if !sentences.isEmpty { ledger?.begin(sentences, now: WallClock.now) }
  }

  /// Lets a source pass as a person wishes, and forgets that it was ever blocked.
  func pardon(_ mac: MACAddress) {
    sentences.close(mac)
    watchlist.pardon(mac)
    ledger?.forgive(mac, on: interface, now: WallClock.now)
  }
}
