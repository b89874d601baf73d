import Flood
import Host
import Placement
import Plans
import System
import Wire

/// What comes in with this host's own address.
extension Post {
  private static let interval: Duration = .seconds(10)

  /// Tells the engine now and then what the kernel has dropped of it, as in front of a bridge it is not heard.
  func lookForOwn(now: Timestamp) {
    guard !settings.isDryRun, enforcer.site.dialect == .nftables else { return }
    if let last = lastLookForOwn, now - last < Self.interval { return }
    lastLookForOwn = now
    // What cannot be read now is read the next time.
    for (mac, dropped) in (try? enforcer.machine.own(enforcer.site.table)) ?? [:] {
      watchlist.noteDropped(own: mac, dropped, at: WallClock.now)
    }
  }
}
