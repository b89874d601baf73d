import System
import Watchdog
import Wire

/// Tells systemd that the daemon is ready, that it is alive, how it stands, and that it is on its way out.
final class SupervisionService: Service {
  private let manager: SystemdNotifier
  private var last: Timestamp
  private var said = ""

  init(_ manager: SystemdNotifier, _ watchdog: Watchdog) {
    self.manager = manager
    last = WallClock.steady
    said = watchdog.summary
    manager.ready(said)
  }

  deinit { manager.stopping("putting the network back") }

  var descriptors: [Int32] { [] }
  var due: Timestamp? { manager.watchdogInterval.map { last + $0 } }

  func serve(_ watchdog: Watchdog, now: Timestamp) {
    guard let interval = manager.watchdogInterval, now - last >= interval else { return }
    last = now
    manager.watchdog()
    guard watchdog.summary != said else { return }
    said = watchdog.summary
    manager.status(said)
  }
}
