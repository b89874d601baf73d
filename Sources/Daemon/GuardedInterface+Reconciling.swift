import Blocks
import Flood
import Host
import PacketFilter
import Placement
import Plans
import Wire

/// What others do to the daemon's work, and what is done about it.
extension GuardedInterface {
  func reconcile(_ session: CaptureSession) {
    for notice in enforcer.monitor?.drain() ?? [] { take(notice) }
    if enforcer.isRoundDue(now: now.boot) { observe(.doubted(listing: false)) }
    reconcile()
    guard !settings.isDryRun, session.follow(enforcer.placeIndex, now: now.boot) else { return }
    announce(.listens(on: session.place))
  }

  /// Looks at what is in doubt, puts back what is missing, and does what is due.
  func reconcile() {
    // Whoever flushes the ruleset takes what goes with the bridge, too: the blocks come first, where they need neither an
    // interface nor a chain that may have to be made again.
    if enforcer.site.table == .nftables { tick() }
    var news = Enforcer.News()
    enforcer.mendNetwork(now: now.boot, &news)
    if news.doubtsRules { observe(.doubted(listing: false)) }
    tick()
    for repair in news.repairs { tell(.mended(repair)) }
    if let alarm = news.contested, let bridge = enforcer.keeper?.bridge.name {
      announce(.contested(alarm, .bridge(bridge), by: nil, delay: enforcer.bridgeBackoff.delay))
    }
  }

  private func tick() { perform(blocks.tick(now: now, readsUse: readsUse)) }

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
      if enforcer.site.mode.broutes { enforcer.doubts.network = now.boot }
    case .ebtables: break
    case .network: enforcer.doubts.network = now.boot
    case .lost:
      observe(.doubted(listing: true))
      enforcer.doubts.isKnownInDoubt = isGated
      enforcer.doubts.network = now.boot
    }
  }
}
