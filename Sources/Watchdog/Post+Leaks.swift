import Flood
import Host
import Placement
import Plans
import System
import Wire

/// Whether the blocks hold.
extension Post {
  /// Reads the counters of those who are heard although they are blocked, and raises an alarm for each whose rule drops
  /// nothing.
  func lookForLeaks(now: Timestamp) {
    guard settings.scope != .llc, !settings.isDryRun else { return }
    leaks.keep { sentences.end(of: $0) != nil }
    for mac in leaks.due(now: now) {
      // A block that is gone is put back, which begins anew.
      guard let block = enforcer.ownBlock(mac),
        let standing = try? enforcer.machine.standing(block, enforcer.site.table)
      else {
        leaks.forget(mac)
        continue
      }
      guard let heard = leaks.judge(mac, dropped: standing.packets, now: now) else { continue }
      let account = watchlist.account(of: mac, at: WallClock.now)
      let vlan = account?.parts.lazy.compactMap(\.evidence.vlan).first
      // Whoever is blocked at one port and heard at another is judged anew.
      if block.port != nil, enforcer.isElsewhere(mac, vlan: vlan) { continue }
      tell(
        Alarm(
          kind: .leaking, at: WallClock.now, mac: mac,
          detail:
            "\(heard) messages were heard from it although it is blocked, and its rule dropped none of them"
            + (vlan.map { "; the latest had VLAN tag \($0)" } ?? "")
            + "; look at its frames (tcpdump -e -nn ether src \(mac)) and report them"))
    }
  }
}
