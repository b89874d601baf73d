public import Flood
import HostNetwork
public import Plans
import System
public import Wire

/// Whom the machine itself must never block: its own addresses, its gateways' and the way to the person who
/// started us by ssh, read again now and then.
public struct ExemptionSource {
  var configured: Exemptions
  private let host: any HostReader
  private let routers: Set<IPAddress>
  private let port: InterfaceName?
  // Whoever started us stays who it was, also when the shell in between has ended.
  private let session = SSHSession.current()
  private var lastLook: BootTime?
  private static let interval: Duration = .seconds(10)

  /// What was configured, and a network whose routes name gateways beside those in use. `port`: what is guarded, to know
  /// the networks of its link.
  public init(
    configured: Exemptions, network: Network, port: InterfaceName? = nil, host: any HostReader
  ) {
    self.configured = configured
    self.host = host
    self.port = port
    routers = network.gateways
  }

  /// What was read before is old.
  mutating func expire() { lastLook = nil }

  /// The configured exemptions with what the kernel knows now added.
  public func read() throws -> Exemptions {
    var exemptions = configured
    let surroundings = try host.surroundings(routers: routers, session: session, port: port)
    exemptions.own.formUnion(surroundings.own)
    exemptions.gateways.formUnion(surroundings.gateways)
    exemptions.sessions.formUnion(surroundings.sessions)
    exemptions.networks = surroundings.networks
    return exemptions
  }

  /// The same; nil when the last look was a moment ago.
  mutating func refreshed(at now: BootTime) throws -> Exemptions? {
    if let lastLook, now - lastLook < Self.interval { return nil }
    lastLook = now
    return try read()
  }
}
