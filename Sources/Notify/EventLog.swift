public import Daemon
import Ledger
import Logging
import System
import Wire

/// The daemon's log: each event to the journal or to standard error, in the form that was asked for.
public struct EventLog: Sendable {
  /// In which form.
  public enum Format: String, CaseIterable, Sendable {
    /// `journal` where standard error is the journal's, else `text`.
    case auto
    /// A line for a person.
    case text
    /// A line of JSON an event, `dhcpward.event/1` (docs/events.md).
    case json
    /// Entries with fields, by the journal's own protocol; lines with a priority (sd-daemon(3)) where it cannot be
    /// reached.
    case journal
  }

  private let logger: Logger

  /// A log on standard error, or in the journal. `stampsLines`: a line of text begins with its time. What cannot be
  /// written is lost.
  public init(format: Format, stampsLines: Bool = true) {
    self.init(format, stampsLines: stampsLines, journal: try? JournalSocket()) { line in
      try? StandardStream.error.write(line)
    }
  }

  /// `write` takes whole lines, their ends included.
  init(
    _ format: Format, stampsLines: Bool, journal: JournalSocket?, write: @escaping @Sendable (String) -> Void
  ) {
    logger = Logger(label: "dhcpward") { (_: String) in
      switch format {
      case .json: LineHandler(write: write) { EventRecord($0).json() }
      case .journal: JournalHandler(journal, write: write)
      case .auto where JournalSocket.isStandardError: JournalHandler(journal, write: write)
      case .auto, .text:
        LineHandler(write: write) { event in
          stampsLines ? "\(event.at.truncated(to: .milliseconds(1))) \(event.line)" : event.line
        }
      }
    }
  }

  /// Writes an event.
  public func write(_ event: Event) {
    let whole = Logger.MetadataValue.stringConvertible(EventMetadata(event: event))
    logger.log(level: event.level.logged, "\(event.message)", metadata: [EventMetadata.key: whole])
  }
}

extension Event.Level {
  var logged: Logger.Level {
    switch self {
    case .info: .info
    case .notice: .notice
    case .warning: .warning
    case .error: .error
    }
  }
}
