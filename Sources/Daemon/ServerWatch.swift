import Placement
import ServerDiscovery
import Wire

/// Looks now and then whether a server listens where blocks do not shield it, and speaks of each but once: servers
/// are restarted, and start later than the daemon.
struct ServerWatch {
  private var said: Set<String>
  private var lastLook: BootTime?
  private static let interval: Duration = .seconds(10)

  /// What has been said already.
  init(said warnings: [Concern]) { said = Set(warnings.map(\.words)) }

  /// What is to be said now: nothing when the last look was a moment ago, or nothing is new.
  mutating func news(at site: Site, _ host: any HostReader, now: BootTime) -> [Concern] {
    if let lastLook, now - lastLook < Self.interval { return [] }
    lastLook = now
    guard let network = try? host.interfaces() else { return [] }
    return host.concerns(at: site, network: network, servers: host.servers(in: network)).filter {
      $0.severity != .note && said.insert($0.words).inserted
    }
  }
}
