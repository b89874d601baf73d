public import Capture
public import HostNetwork
public import Placement
public import Plans
public import System
public import Wire

/// The host as the daemon looks at it: `Machine`, or a test's stand-in. Nothing here changes anything.
public protocol HostReader: AnyObject {
  /// Throws unless this process may change the network.
  func requireAdministration() throws
  /// Whether there is an interface of that name.
  func hasInterface(_ name: InterfaceName) -> Bool
  /// Links and addresses.
  func interfaces() throws -> Network
  /// All of the network.
  func network() throws -> Network
  /// The same, with what a bridge over that port is to be given of its sysctls.
  func network(under port: InterfaceName, _ bridge: InterfaceName?) throws -> Network
  /// What of it concerns these interfaces, and the broute rules of a dialect (nil for none).
  func network(around names: Set<InterfaceName>, broute dialect: Dialect?) throws -> Network
  /// Who must not be blocked: `routers` are gateways known already, `session` is that of whoever started us, `port` is what
  /// is guarded.
  func surroundings(routers: Set<IPAddress>, session: SSHSession?, port: InterfaceName?) throws
    -> Surroundings
  /// The DHCP servers of this host.
  func servers(in network: Network) -> [Server]
  /// What this kernel can do, as far as `wish` asks.
  func capabilities(for wish: Site.Wish?) -> Capabilities
  /// Whether this kernel can hold a limit of newcomers in that table.
  func support(ofGateIn table: Table) -> Capabilities.Support
  /// What there is to be known of a site before it is guarded; a refusal is thrown.
  func warnings(
    at site: Site, _ network: Network, _ servers: [Server], attempt: String, strict: Bool
  ) throws(PlanError) -> [Concern]
  /// What there is to be known of it while it is.
  func concerns(at site: Site, network: Network, servers: [Server]) -> [Concern]

  /// What stands in a table.
  func rules(_ table: Table) throws -> RunningRules
  /// The same without the blocks.
  func frame(_ table: Table) throws -> RunningRules
  /// One block as it stands; nil when it does not.
  func standing(_ block: Block, _ table: Table) throws -> StandingBlock?
  /// How much was dropped of each of this host's own addresses.
  func own(_ table: Table) throws -> [MACAddress: UInt64]
  /// What the program at an XDP hook tells; nil for another table, and where it is not this process's.
  func reports(of table: Table) -> (any HookReports)?
  /// Whether the kernel tells of changes to that table.
  func isTold(of table: Table) -> Bool
  /// Whether another dhcpward guards an interface.
  func isGuarded(_ name: InterfaceName) -> Bool

  /// Finds the ports of sources on bridges.
  func sourceLocator() throws -> any SourceLocator
  /// Hears frames.
  func capture(on interface: InterfaceName, promiscuous: Bool, of speaker: Speaker) throws(CaptureError)
    -> any FrameSource
}

/// Where a source is on a bridge with several ports.
public protocol SourceLocator: AnyObject {
  /// The port behind which a source is that is heard with that tag; nil where the bridge does not know.
  func whereabouts(of mac: MACAddress, vlan: VLANID?, on bridge: InterfaceName) throws -> Whereabouts?
}

/// Frames as they come in.
public protocol FrameSource: AnyObject {
  /// To be polled for input.
  var descriptor: Int32 { get }
  /// Lends the frames that wait; never waits.
  func drain(_ body: (borrowing Span<UInt8>, LinkType, Timestamp) -> Void) throws(CaptureError)
  /// What became of the frames so far.
  func statistics() throws(CaptureError) -> LiveStatistics
}

/// What the program at an XDP hook tells, as it happens.
public protocol HookReports: AnyObject {
  /// To be polled for input.
  var descriptor: Int32 { get }
  /// What became of frames since it was loaded.
  var counters: [XDPState: UInt64] { get }
  /// The octets of the kernel's memory that it takes.
  var memory: UInt64 { get }
  /// Lends what waits: when, which of the program's limits tripped, and the frame; never waits.
  func drain(_ body: (BootTime, Int, [UInt8]) -> Void)
}
