import Blocks
import Capture
import Ledger
import Plans
import System
import Wire

/// Learning who is healthy, where `--limit-unknown` was asked for.
extension Post {
  /// Hears what this host's own servers say; nil without a gate, and in a dry run, which learns nothing.
  func serversListener() throws -> Listener? {
    guard enforcer.gate != nil, !settings.isDryRun else { return nil }
    return try Listener(
      on: enforcer.listeningPlace, promiscuous: false, of: .ownServers, index: enforcer.placeIndex)
  }

  /// Takes what servers have confirmed, and tells the kernel of it now and then.
  func learn(_ servers: Listener?) {
    guard let servers else { return }
    let now = WallClock.steady
    _ = servers.follow(enforcer.placeIndex, now: now)
    var isFull = false
    do {
      try servers.drain { bytes, _, _ in
        guard let confirmation = LeaseConfirmation(in: bytes) else { return }
        for mac in [confirmation.client, confirmation.receiver] {
          if let mac, !blocks.isBlocked(mac) {
            isFull = !enforcer.acquaintances.meet(mac, now: now) || isFull
          }
        }
      }
      try introduce(at: now)
    } catch let error as CaptureError {
      tell(.failure, .error, nil, "\(error); going on when there is a \(servers.place) to listen to", at: now)
    } catch {
      tell(.failure, .error, nil, "tell the kernel whom to know failed: \(error)", at: now)
    }
    guard isFull else { return }
    tell(
      .note, .warning, nil,
      "\(Acquaintances.limit) sources are known: no more are learnt until some are forgotten", at: now)
  }

  private func introduce(at now: Timestamp) throws {
    let some = enforcer.acquaintances.news(now: now)
    guard !some.isEmpty else { return }
    ledger?.know(
      some.map(\.mac), until: WallClock.now + Acquaintances.lifetime, on: interface,
      now: WallClock.now)
    try enforcer.introduce(some)
  }

  func forget(_ mac: MACAddress, at now: Timestamp) {
    do {
      try enforcer.forget(mac)
    } catch {
      tell(.failure, .error, mac, "forget that \(mac) is healthy failed: \(error)", at: now)
    }
  }
}
