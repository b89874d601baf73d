public import Daemon
public import System
public import Wire

/// The control socket, as the daemon's loop serves it.
public final class ControlService: Service {
  private let server: ControlServer
  private let status: (any Error) -> ExitStatus
  private var interfaces: [InterfaceName]

  /// Listens for what concerns the interfaces that are guarded; members of `group` are heard, too. `status` gives the exit
  /// code of an error of any room.
  public init(
    _ interfaces: [InterfaceName], group: UInt32?, status: @escaping (any Error) -> ExitStatus
  ) throws {
    self.interfaces = interfaces
    self.status = status
    server = try ControlServer(interfaces, group: group)
  }

  /// To be polled for input.
  public var descriptors: [Int32] { server.descriptors }
  /// When somebody is to be dropped.
  public var due: BootTime? { server.due }

  /// Answers whoever asked.
  public func serve(_ daemon: Daemon, now: BootTime) {
    if daemon.names != interfaces {
      interfaces = daemon.names
      server.follow(interfaces)
    }
    let handler = ControlHandler(daemon: daemon, status: status)
    server.serve(now: now, ControlHandler.complaint) { handler.answer($0) }
  }
}
