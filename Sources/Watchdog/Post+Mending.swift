import Blocks
import Flood
import Host
import PacketFilter
import Placement
import Plans
import System
import Wire

/// What others do to the daemon's work, and what is done about it.
extension Post {
  func mend(_ listener: Listener) {
    for notice in enforcer.monitor?.drain() ?? [] { take(notice) }
    let now = WallClock.steady
    if enforcer.isRoundDue(now: now) { observe(.doubted(listing: false)) }
    mend(now: now)
    guard !settings.isDryRun, listener.follow(enforcer.placeIndex, now: now) else { return }
    announce(.repair, .notice, "listening to \(listener.place) again")
  }

  /// Looks at what is in doubt, puts back what is missing, and does what is due.
  func mend(now: Timestamp) {
    // Whoever flushes the ruleset takes what goes with the bridge, too: the blocks come first, where they need neither an
    // interface nor a chain that may have to be made again.
    if enforcer.site.table == .nftables { serve() }
    var news = Enforcer.News()
    enforcer.mendNetwork(now: now, &news)
    if news.doubtsRules { observe(.doubted(listing: false)) }
    serve()
    for line in news.lines { tell(.repair, .notice, nil, line, at: now) }
    for line in news.alarms { announce(.repair, .error, line) }
  }

  private func serve() { perform(blocks.tick(now: .now, readsUse: readsUse)) }

  private func take(_ notice: KernelMonitor.Notice) {
    let isGated = enforcer.gate != nil
    switch notice {
    case .edit(let edit):
      let touchesKnown = edit.touchesKnown && isGated
      observe(
        .edited(
          emptied: edit.emptied, blocks: edit.blocks, byPerson: edit.author == .command,
          touchesFrame: edit.touchesFrame || touchesKnown))
      if case .other(let name) = edit.author, edit.takesAway || blocks.isIncomplete {
        enforcer.doubts.culprit = name
      }
      if touchesKnown { enforcer.doubts.isKnownInDoubt = true }
    case .ebtables where enforcer.site.dialect == .ebtables:
      observe(.doubted(listing: false))
      if enforcer.site.mode.broutes { enforcer.doubts.network = WallClock.steady }
    case .ebtables: break
    case .network: enforcer.doubts.network = WallClock.steady
    case .lost:
      observe(.doubted(listing: true))
      enforcer.doubts.isKnownInDoubt = isGated
      enforcer.doubts.network = WallClock.steady
    }
  }
}
