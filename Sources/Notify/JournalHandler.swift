import Daemon
import Ledger
import Logging
import System

/// Writes each event as an entry of the journal, with its fields.
struct JournalHandler: LogHandler {
  private let journal: JournalSocket?
  private let write: @Sendable (String) -> Void
  private let refused = LockedValue(0)

  var logLevel = Logger.Level.info
  var metadata = Logger.Metadata()
  var metadataProvider: Logger.MetadataProvider?

  /// `write` takes the lines while there is no journal.
  init(_ journal: JournalSocket?, write: @escaping @Sendable (String) -> Void) {
    (self.journal, self.write) = (journal, write)
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event entry: LogEvent) {
    let event = EventMetadata.event(of: entry)
    switch journal?.send(Self.fields(of: event)) ?? .absent {
    case .taken: sayWhatWasRefused(at: event)
    // Standard error would be the journal's as well, and writing to it would wait.
    case .refused: refused.change { $0 += 1 }
    case .absent: write("<\(EventRecord(event).priority)>\(event.line)\n")
    }
  }

  private func sayWhatWasRefused(at event: Event) {
    let count = refused.look(\.self)
    guard count > 0 else { return }
    let words = "\(count) lines were lost, as the journal was too busy"
    guard case .taken? = journal?.send(Self.fields(of: Event(at: event.at, .note(words, .warning))))
    else { return }
    refused.change { $0 -= count }
  }

  static func fields(of event: Event) -> [(name: String, value: String)] {
    let event = EventRecord(event)
    return [
      ("MESSAGE", EventRecord.plain(event.message)), ("PRIORITY", "\(event.priority)"),
      ("SYSLOG_IDENTIFIER", "dhcpward"),
    ] + event.fields().compactMap { field in field.value.map { (field.systemName, "\($0)") } }
  }
}
