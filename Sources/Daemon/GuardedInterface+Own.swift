import Flood
import Placement
import Plans
import Wire

/// What rules drop before it is heard.
extension GuardedInterface {
  private static let interval: Duration = .seconds(10)

  /// Tells the engine now and then how much came in with this host's own address, and what the gate held back.
  func lookForOwn() {
    guard !settings.isDryRun, enforcer.site.dialect != .ebtables else { return }
    let now = now
    if let last = lastLookForOwn, now.boot - last < Self.interval { return }
    lastLookForOwn = now.boot
    // What cannot be read now is read the next time.
    for (mac, dropped) in (try? host.own(enforcer.site.table)) ?? [:] {
      watchlist.noteDropped(own: mac, dropped, at: now.wall)
    }
    // Everywhere else they are heard.
    guard enforcer.site.mode == .xdp, enforcer.gate != nil else { return }
    if let dropped = host.reports(of: enforcer.site.table)?.counters[.limited] {
      watchlist.noteDropped(unknown: dropped, at: now.wall)
    }
  }
}
