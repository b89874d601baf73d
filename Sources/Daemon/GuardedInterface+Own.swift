import Flood
import Placement
import Plans
import Wire

/// What comes in with this host's own address.
extension GuardedInterface {
  private static let interval: Duration = .seconds(10)

  /// Tells the engine now and then what the kernel has dropped of it, as in front of a bridge it is not heard.
  func lookForOwn() {
    guard !settings.isDryRun, enforcer.site.dialect != .ebtables else { return }
    let now = now
    if let last = lastLookForOwn, now.boot - last < Self.interval { return }
    lastLookForOwn = now.boot
    // What cannot be read now is read the next time.
    for (mac, dropped) in (try? host.own(enforcer.site.table)) ?? [:] {
      watchlist.noteDropped(own: mac, dropped, at: now.wall)
    }
  }
}
