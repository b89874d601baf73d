import ArgumentParser
import Control
import Daemon
import Glibc
import Screen
import System
import Wire

struct TopCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "top",
    abstract: "Shows live who talks to the DHCP server, how fast, and who is blocked until when.",
    usage: "dhcpward top [<options>]",
    discussion: """
      Asks the running daemon once an interval. On a terminal it draws on all of it until q is pressed; without one, or \
      with --count, it prints plain tables.

      KEYS
        q   quit                      up, down  mark a source; so do PgUp,
        s   sort by rate, total,                PgDn, Home and End
            time left                 u         unblock the marked source
        f   only those against whom   b         block it until unblocked
            something is held         p         pause
        c   fold the clients behind routers

      EXAMPLES
        dhcpward top
        dhcpward top --interval 5s
        dhcpward top --count 1 | head
        dhcpward top --json --count 60 > minute.jsonl
      """)

  private static let leastInterval: Duration = .milliseconds(100)

  @Option(
    help: ArgumentHelp("How long from snapshot to snapshot.", valueName: "time"), transform: readInterval)
  var interval: Duration = .seconds(1)

  @Option(help: ArgumentHelp("Print so many plain tables, then end; 0 is without end.", valueName: "number"))
  var count: Int?

  @Option(help: ArgumentHelp("The most sources an interface is shown with.", valueName: "number"))
  var talkers = 100

  @Flag(help: "As JSON, a line for each snapshot: dhcpward.top/1.")
  var json = false

  func validate() throws {
    guard count ?? 0 >= 0 else { throw ValidationError("--count \(count ?? 0) is less than none") }
    guard (1...ControlHandler.mostTalkers).contains(talkers) else {
      throw ValidationError("--talkers is a number from 1 to \(ControlHandler.mostTalkers)")
    }
  }

  func run() throws {
    try reporting {
      if json {
        try each(count ?? 1) { try StandardStream.output.write(try JSON.encoded(report())) }
      } else if count != nil || !Terminal.isThere {
        try tables(count ?? 1)
      } else {
        let first = try snapshot()
        try TopScreen(interval: interval, talkers: talkers).run(first)
      }
    }
  }

  // A rate needs two snapshots, so the first table comes after an interval.
  private func tables(_ count: Int) throws {
    var view = TopView(isUnicode: Terminal.isUnicode)
    view.take(try snapshot(), at: SystemClock.boot)
    try pause()
    var isFirst = true
    try each(count) {
      view.take(try snapshot(), at: SystemClock.boot)
      try StandardStream.output.write((isFirst ? "" : "\n") + view.plainText())
      isFirst = false
    }
  }

  private func each(_ count: Int, _ body: () throws -> Void) throws {
    var done = 0
    while true {
      try body()
      done += 1
      if done == count { return }
      try pause()
    }
  }

  private func pause() throws { _ = try Poll.wait(for: [], timeout: interval) }

  private func snapshot() throws -> Snapshot {
    guard let snapshot = try DaemonClient.snapshot(talkers: talkers) else { throw Refusal.noDaemon }
    return snapshot
  }

  private func report() throws -> SnapshotReport {
    guard let report = try DaemonClient.report(talkers: talkers) else { throw Refusal.noDaemon }
    return report
  }

  private static func readInterval(_ text: String) throws -> Duration {
    guard let interval = try readLifetime(text).duration, interval >= leastInterval,
      interval <= .seconds(3600)
    else { throw ValidationError("'\(text)' is no interval; write it as 1s, 500ms or 1m, from 100ms to 1h") }
    return interval
  }
}

extension Refusal {
  fileprivate static let noDaemon = Refusal(
    "top: no dhcpward watches here; start `dhcpward watch`", .unavailable)
}
