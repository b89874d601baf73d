public import Daemon
import System
public import Wire

/// What `top` and `status` ask the daemons of this network namespace, and what they make of the answers.
extension DaemonClient {
  /// How they stand now, with so many talkers an interface, as if one daemon guarded all interfaces; nil when none runs.
  public static func report(talkers: Int) throws -> SnapshotReport? {
    var request = ControlRequest(.top)
    request.talkers = talkers
    var report: SnapshotReport?
    for daemon in all where report?.guards(daemon.interface) != true {
      guard let answer = try daemon.ask(request, as: SnapshotReport.self) else { continue }
      report = report?.joined(with: answer) ?? answer
    }
    return report?.withVendors
  }

  /// The same as a value.
  public static func snapshot(talkers: Int) throws -> Snapshot? {
    guard let report = try report(talkers: talkers) else { return nil }
    guard let snapshot = report.snapshot else {
      throw ControlError(
        "top: read the daemon's answer: it is no dhcpward.top/1 that this version knows; use the daemon's own version"
      )
    }
    return snapshot
  }

  /// Has the daemon block a source (every frame, until it is unblocked), or let it pass, and says in words what came
  /// of it.
  public func order(_ ask: ControlRequest.Ask, _ subject: Subject?) -> (words: String, isDone: Bool) {
    // Without a source the daemon would take all of them.
    guard let subject else { return ("nobody is marked", false) }
    var request = ControlRequest(ask)
    request.name([subject])
    do {
      guard let receipt = try self.ask(request, as: ControlReceipt.self) else {
        return ("the daemon of \(interface) has ended", false)
      }
      guard !receipt.subjects.isEmpty else {
        let standing = ask == .block ? "blocked already" : "not blocked"
        return ("nothing was changed: \(subject) was \(standing)", false)
      }
      return ("\(ask.rawValue)ed \(subject)" + (receipt.place.map { " at \($0)" } ?? ""), true)
    } catch {
      return ("\(error)", false)
    }
  }
}

extension SnapshotReport {
  func guards(_ interface: InterfaceName) -> Bool {
    posts.contains { $0.interface == "\(interface)" } || waiting?.contains("\(interface)") == true
  }

  /// With what another daemon guards; of the two the one that was asked first tells the time.
  func joined(with other: SnapshotReport) -> SnapshotReport {
    SnapshotReport(
      schema: schema, at: at, since: max(since, other.since),
      durable: durable.flatMap { one in other.durable.map { one && $0 } },
      posts: (posts + other.posts).sorted { $0.interface < $1.interface },
      waiting: (waiting ?? []) + (other.waiting ?? []))
  }

  /// With the vendors' names, which are looked for here: a daemon has no time to read files for whoever sends.
  fileprivate var withVendors: SnapshotReport {
    let vendors = VendorFiles().vendors(of: posts.flatMap(\.talkers).compactMap { MACAddress($0.mac) })
    var report = self
    for place in report.posts.indices {
      for row in report.posts[place].talkers.indices {
        let mac = MACAddress(report.posts[place].talkers[row].mac)
        report.posts[place].talkers[row].vendor = mac.flatMap { vendors[$0] }
      }
    }
    return report
  }
}
