import Blocks
import Capture
import Ledger
import Plans
import Wire

/// Learning who is healthy, where `--limit-unknown` was asked for.
extension GuardedInterface {
  /// Takes what this host's own servers have confirmed, and tells the kernel of it now and then.
  func learn(from servers: CaptureSession) {
    let now = now
    _ = servers.follow(enforcer.placeIndex, now: now.boot)
    var isFull = false
    do {
      try servers.drain { bytes, _, _ in
        guard let confirmation = LeaseConfirmation(in: bytes) else { return }
        for mac in [confirmation.client, confirmation.receiver] {
          if let mac, !blocks.isBlocked(.address(mac)) {
            isFull = !enforcer.knownClients.meet(mac, now: now.boot) || isFull
          }
        }
      }
      try introduce(now: now)
    } catch let error as CaptureError {
      tell(.failure(.listen(servers.place), "\(error)"))
    } catch {
      tell(.failure(.introduce, "\(error)"))
    }
    if isFull { tell(.knowsEnough(KnownClients.limit)) }
  }

  private func introduce(now: ClockReading) throws {
    guard let due = enforcer.knownClients.due, due <= now.boot else { return }
    let some = enforcer.knownClients.news(now: now.boot)
    ledger?.know(some.map(\.mac), until: now.wall + KnownClients.lifetime, on: interface, now: now.wall)
    var isDone = false
    defer { enforcer.knownClients.wasTold(isDone, now: now.boot) }
    try enforcer.introduce(some)
    isDone = true
  }

  func forget(_ mac: MACAddress) {
    ledger?.forget(mac, on: interface, now: now.wall)
    do {
      try enforcer.forget(mac)
    } catch {
      tell(.failure(.forget(mac), "\(error)"))
    }
  }
}
