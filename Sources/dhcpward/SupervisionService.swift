import Daemon
import System
import Wire

/// Tells systemd that the daemon is ready, that it is alive, how it stands, and that it is on its way out.
final class SupervisionService: Service {
  private let manager: SystemdNotifier
  private var last: BootTime
  private var said = ""

  init(_ manager: SystemdNotifier, _ daemon: Daemon) {
    self.manager = manager
    last = SystemClock.boot
    said = daemon.summary
    manager.ready(said)
  }

  deinit { manager.stopping("putting the network back") }

  var descriptors: [Int32] { [] }
  var due: BootTime? { manager.watchdogInterval.map { last + $0 } }

  func serve(_ daemon: Daemon, now: BootTime) {
    guard let interval = manager.watchdogInterval, now - last >= interval else { return }
    last = now
    manager.watchdog()
    guard daemon.summary != said else { return }
    said = daemon.summary
    manager.status(said)
  }
}

extension Daemon {
  /// In a few words: `guarding eth0: 2 blocked; waiting for eth1`.
  fileprivate var summary: String {
    let names = { (names: [InterfaceName]) in names.map { "\($0)" }.joined(separator: ", ") }
    return (interfaces.isEmpty ? "guarding nothing yet" : "guarding \(names(interfaces)): \(blocked) blocked")
      + (awaitedInterfaces.isEmpty ? "" : "; waiting for \(names(awaitedInterfaces))")
  }
}
