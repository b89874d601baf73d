public import Ledger
import System
import Wire

/// What happened, oldest first: as text, or as JSON, `dhcpward.history/1`, whose entries have the keys of
/// `dhcpward.event/1`.
public struct HistoryReport {
  private let path: String
  private let entries: [EventRecord]

  /// Of these entries of the state file at `path`. What is in them may be anybody's words by now.
  public init(_ entries: [EventRecord], of path: String) { (self.entries, self.path) = (entries, path) }

  /// One line.
  public var json: String {
    let entries = entries.map {
      JSONText.object($0.members(at: $0.at.truncated(to: .seconds(1)), limit: .max))
    }
    return JSONText.object([
      ("schema", JSONText.string("dhcpward.history/1")),
      ("state", JSONText.string(String(foreign: path.utf8))),
      ("entries", "[\(entries.joined(separator: ","))]"),
    ]) + "\n"
  }

  /// A line each, as a log has it.
  public var text: String {
    entries.map { entry in
      let place = entry.interface.map { EventRecord.plain($0.description) } ?? "-"
      return
        "\(entry.at.truncated(to: .seconds(1)))  \(place.padded(8))  \(EventRecord.plain(entry.kind).padded(8))  "
        + EventRecord.plain(entry.message, limit: .max) + "\n"
    }.joined()
  }
}
