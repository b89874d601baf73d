import ArgumentParser
import Ledger
import Notify
import Plans
import System
import Wire

struct HistoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: "Shows what happened: who was blocked, when and why, and what else the daemon had to say.",
    usage: "dhcpward history [<options>]",
    discussion: """
      Reads the daemon's state file, whether or not a daemon runs, and writes nothing. It goes back 90 days, or a \
      million lines. Times are UTC.

      EXAMPLES
        dhcpward history
        dhcpward history --since 24h
        dhcpward history --mac 02:00:00:00:00:99 --since 7d
        dhcpward history --since 2026-11-23T16:00:00Z --limit 20
        dhcpward history --json --limit 100000
      """)

  /// From when on.
  enum Since {
    case ago(Duration)
    case moment(Timestamp)

    func moment(now: Timestamp) -> Timestamp {
      switch self {
      case .ago(let length): now + (.zero - length)
      case .moment(let moment): moment
      }
    }
  }

  @Option(
    help: ArgumentHelp("What concerns this source only.", valueName: "mac"), completion: .heard,
    transform: readMAC)
  var mac: MACAddress?

  @Option(
    help: ArgumentHelp(
      "What happened since then: 24h, 7d, 2026-11-23 or 2026-11-23T16:07:00Z.", valueName: "time"),
    completion: .list(["1h", "24h", "7d"]), transform: readSince)
  var since: Since?

  @Option(help: ArgumentHelp("The newest ones, at most so many.", valueName: "count"))
  var limit = 1000

  @Flag(help: "As JSON.")
  var json = false

  @Option(
    help: ArgumentHelp(
      "The state file (default: dhcpward.db in STATE_DIRECTORY, or in /var/lib/dhcpward).", valueName: "file"),
    completion: .file())
  var state: String?

  func validate() throws {
    guard limit > 0 else { throw ValidationError("--limit is a number of lines, 1 or more") }
  }

  func run() throws {
    try reporting {
      let path = state ?? StatePath.usual
      let entries: [EventRecord]
      do throws(LedgerError) {
        entries = try Ledger.history(
          in: path, mac: mac, since: since?.moment(now: SystemClock.wall), limit: limit)
      } catch {
        throw Refusal("\(error)", .inputOutput)
      }
      let report = HistoryReport(entries, of: path)
      try StandardStream.output.write(json ? report.json : report.text)
      if entries.isEmpty, !json { complain("history: nothing of that is in \(String(foreign: path.utf8))") }
    }
  }
}

private func readSince(_ text: String) throws -> HistoryCommand.Since {
  if let length = Duration(compact: text) { return .ago(length) }
  if let moment = Timestamp(text) ?? Timestamp(text + "T00:00:00Z") { return .moment(moment) }
  throw ValidationError(
    "'\(text)' is no time; write 24h or 7d for so long ago, or a date in UTC as 2026-11-23T16:07:00Z")
}
