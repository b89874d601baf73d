import Host
public import Leases
import Placement
import System
public import Wire

/// Says again and again who clients are, to whoever has time to wait for that: servers are looked for and files read.
public final class LeaseLookup: Sendable {
  // Servers come and go, but seldom.
  private static let memory: Duration = .seconds(60)

  private let files = LockedValue<(LeaseFiles, until: BootTime)?>(nil)

  /// One that has looked at nothing yet.
  public init() {}

  /// Who these clients are, of those that have a lease now.
  public func tenants(_ macs: Set<MACAddress>) -> [MACAddress: Tenant] {
    let now = SystemClock.boot
    if let (known, until) = files.look({ $0 }), now < until {
      return known.tenants(macs, now: SystemClock.wall)
    }
    let found = LeaseFiles(of: (try? Machine())?.servers() ?? [])
    files.change { $0 = (found, until: now + Self.memory) }
    return found.tenants(macs, now: SystemClock.wall)
  }
}
