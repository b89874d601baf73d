import Daemon
import Logging
import System

/// How an event goes through swift-log: whole, as one item of its metadata.
struct EventMetadata: CustomStringConvertible {
  static let key = "dhcpward.event"

  let event: Event

  var description: String { event.line }

  /// The event of an entry; one made for it when something else than the daemon's own code wrote it.
  static func event(of entry: LogEvent) -> Event {
    if case .stringConvertible(let value)? = entry.metadata?[key], let carried = value as? Self {
      return carried.event
    }
    let level: Event.Level =
      switch entry.level {
      case .trace, .debug, .info: .info
      case .notice: .notice
      case .warning: .warning
      case .error, .critical: .error
      }
    return Event(at: SystemClock.wall, .note(entry.message.description, level))
  }
}
