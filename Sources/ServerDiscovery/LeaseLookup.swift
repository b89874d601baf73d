import Host
public import Leases
import Placement
import System
public import Wire

/// Says again and again who clients are, to whoever has time to wait for that: servers are looked for and files read.
public final class LeaseLookup: Sendable {
  private struct Known: Sendable {
    var files: LeaseFiles?
    var until = BootTime(nanoseconds: 0)
    /// What was complained of.
    var told: Set<String> = []
  }

  // Servers come and go, but seldom.
  private static let memory: Duration = .seconds(60)
  // Each names a process.
  private static let mostComplaints = 64

  private let known = LockedValue(Known())
  private let complain: @Sendable (String) -> Void

  /// One that has looked at nothing yet. `complain` is told once of each thing that keeps it from knowing, on the thread that
  /// asks.
  public init(complain: @escaping @Sendable (String) -> Void) { self.complain = complain }

  /// Who these clients are, of those that have a lease now.
  public func tenants(_ macs: Set<MACAddress>) -> [MACAddress: Tenant] {
    let now = SystemClock.boot
    let last = known.look { $0 }
    if let files = last.files, now < last.until { return files.tenants(macs, now: SystemClock.wall) }
    let survey = (try? Machine())?.survey()
    let files = LeaseFiles(of: survey?.servers ?? [])
    let complaints = Set((survey?.unseen ?? []) + files.concerns).subtracting(last.told)
    known.change {
      ($0.files, $0.until) = (files, now + Self.memory)
      if $0.told.count < Self.mostComplaints { $0.told.formUnion(complaints) }
    }
    if last.told.count < Self.mostComplaints {
      for words in complaints.sorted() {
        complain("not all leases are seen, to say who was blocked: \(words)")
      }
    }
    return files.tenants(macs, now: SystemClock.wall)
  }
}
