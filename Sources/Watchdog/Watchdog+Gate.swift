import Capture
import Kernel
import Rules
import Wire

/// Learning who is healthy, where `--guard` was asked for.
extension Watchdog {
  /// Hears what this host's own servers say; nil without a gate, and in a dry run, which learns nothing.
  func serversListener(_ enforcer: Enforcer) throws -> Listener? {
    guard enforcer.gate != nil, !settings.isDryRun else { return nil }
    return try Listener(
      on: enforcer.listeningPlace, promiscuous: false, of: .ownServers, index: enforcer.placeIndex)
  }

  /// Takes what servers have confirmed, and tells the kernel of it now and then.
  mutating func learn(_ servers: Listener?, _ enforcer: Enforcer) {
    guard let servers else { return }
    let now = WallClock.steady
    _ = servers.follow(enforcer.placeIndex, now: now)
    var isFull = false
    do {
      try servers.drain { bytes, _, _ in
        guard let confirmation = LeaseConfirmation(in: bytes) else { return }
        for mac in [confirmation.client, confirmation.receiver] {
          if let mac, sentences.isEmpty || sentences.end(of: mac) == nil {
            isFull = !enforcer.acquaintances.meet(mac, now: now) || isFull
          }
        }
      }
      try enforcer.introduce(now: now)
    } catch let error as CaptureError {
      log.event("\(error); going on when there is a \(servers.place) to listen to", at: now)
    } catch {
      log.event("tell the kernel whom to know failed: \(error)", at: now)
    }
    guard isFull else { return }
    log.event("\(Acquaintances.limit) sources are known: no more are learnt until some are forgotten", at: now)
  }

  mutating func forget(_ mac: MACAddress, _ enforcer: Enforcer, at now: Timestamp) {
    do {
      try enforcer.forget(mac)
    } catch {
      log.event("forget that \(mac) is healthy failed: \(error)", at: now)
    }
  }
}
