public import Capture
public import Host
public import HostNetwork
public import PacketFilter
public import Plans
import ServerDiscovery
public import System
public import Wire

extension Machine: HostReader, HostWriter {
  /// Who must not be blocked, the next hop of that session included.
  public func surroundings(
    routers: Set<IPAddress>, session: SSHSession?, port: InterfaceName?
  ) throws -> Surroundings {
    try Surroundings.read(routers: routers, session: session, port: port)
  }

  /// Whether another dhcpward guards an interface.
  public func isGuarded(_ name: InterfaceName) -> Bool { InstanceLock.holder(of: name) != nil }

  /// What the program at an XDP hook tells.
  public func reports(of table: Table) -> (any HookReports)? {
    if case .xdp(let port) = table { reports(at: port) } else { nil }
  }

  /// Finds the ports of sources on bridges.
  public func sourceLocator() throws -> any SourceLocator { try PortFinder() }

  /// Hears frames.
  public func capture(on interface: InterfaceName, promiscuous: Bool, of speaker: Speaker)
    throws(CaptureError)
    -> any FrameSource
  {
    LiveFrames(try LiveCapture(on: interface, promiscuous: promiscuous, of: speaker))
  }

  /// So that no other dhcpward guards the interface.
  public func lock(_ name: InterfaceName) throws -> InstanceLock? { try InstanceLock(name) }

  /// Hears from now on what others do to that table and these interfaces.
  public func notices(of table: Table, _ names: Set<InterfaceName>) throws -> (any HostNotices)? {
    try monitor(table, names)
  }
}

extension PortFinder: SourceLocator {}
extension KernelMonitor: HostNotices {}
extension XDPReports: HookReports {}

private final class LiveFrames: FrameSource {
  private var capture: LiveCapture

  init(_ capture: consuming LiveCapture) { self.capture = capture }

  var descriptor: Int32 { capture.descriptor }

  func drain(_ body: (borrowing Span<UInt8>, LinkType, Timestamp) -> Void) throws(CaptureError) {
    _ = try capture.drain(body)
  }

  func statistics() throws(CaptureError) -> LiveStatistics { try capture.statistics() }
}
