import System
import Watchdog
import Wire

/// The control socket, as the daemon's loop serves it.
final class ControlService: Service {
  private let socket: ControlSocket
  private var interfaces: [InterfaceName]

  /// Listens for what concerns the interfaces that are guarded; members of `group` are heard, too.
  init(_ interfaces: [InterfaceName], group: UInt32?) throws {
    self.interfaces = interfaces
    socket = try ControlSocket(interfaces, group: group)
  }

  var descriptors: [Int32] { socket.descriptors }
  var due: Timestamp? { socket.due }

  func serve(_ watchdog: Watchdog, now: Timestamp) {
    if watchdog.names != interfaces {
      interfaces = watchdog.names
      socket.follow(interfaces)
    }
    let desk = InquiryDesk(watchdog: watchdog)
    socket.serve(now: now, InquiryDesk.complaint) { desk.answer($0) }
  }
}
