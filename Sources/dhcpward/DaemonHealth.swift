import Control
import Daemon
import Flood
import Screen
import Wire

/// What a running daemon says of itself when it is asked for its snapshot.
struct DaemonHealth {
  let report: SnapshotReport?
  let snapshot: Snapshot?
  /// Why there is no snapshot, when a daemon is there.
  let failure: String?

  /// Asked now; whatever is wrong with the daemon, the rest of a status can be told.
  static var now: DaemonHealth {
    do {
      let report = try DaemonClient.report(talkers: 0)
      return DaemonHealth(report: report, snapshot: report?.snapshot, failure: nil)
    } catch {
      return DaemonHealth(report: nil, snapshot: nil, failure: "\(error)")
    }
  }

  /// For a person.
  var lines: [Line] {
    if let failure { return [Line("  it does not say how it is: \(failure)", Style(.yellow))] }
    guard let snapshot else { return [] }
    let running = snapshot.at - snapshot.since
    let state: Line
    switch snapshot.isDurable {
    case true: state = Line("state kept")
    case false: state = Line("its state CANNOT be written", Style(.red, isStrong: true))
    case nil: state = Line("state in memory only")
    }
    let since = snapshot.since.truncated(to: .seconds(1))
    return [Line("  running for \(running.spoken), since \(since); ") + state]
      + snapshot.guarded.flatMap { guarded in
        [Line("  \(guarded.name): ") + guarded.words(running)]
          + guarded.standing.flatMap { $0.lines(at: snapshot.at) }
      }
  }
}

extension Alarm {
  // What is going on, and on a line of its own what to do.
  fileprivate func lines(at now: Timestamp) -> [Line] {
    let who = subject.map { " \($0.words)" } ?? ""
    let what = "ALARM \(kind.rawValue)\(who), \(max(.seconds(1), now - at).spoken) ago: \(detail)"
    let head = what.wrapped(after: "    ", indent: 6).map { Line($0, Style(.red)) }
    return head + (advice.map { $0.wrapped(after: "      ", indent: 6).map { Line($0) } } ?? [])
  }
}

extension Snapshot {
  /// Messages heard everywhere.
  var messages: Int { guarded.reduce(0) { $0 + $1.messages.values.reduce(0, +) } }
}

extension Snapshot.Interface {
  fileprivate func words(_ running: Duration) -> Line {
    let count = messages.values.reduce(0, +)
    let rate = Double(count) / max(1, Double(running.clampedNanoseconds) / 1e9)
    let words = "heard \(count) \(count == 1 ? "message" : "messages"), \(rate.brief)/s on average; "
    let blocks = events[.block] ?? 0
    var line = Line(words + "blocked \(blocks) so far; \(sources) of \(capacity) sources remembered; ")
    line += Line("\(framesDropped) frames unread", framesDropped > 0 ? Style(.yellow) : .plain)
    if isDryRun { line += Line("; dry run: nothing is dropped", Style(.yellow)) }
    return line
  }
}
