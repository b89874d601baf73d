import Blocks
public import Flood
import Wire

extension Event {
  /// What happened, roughly.
  public var kind: Kind { what.gist.kind }
  /// How much it matters.
  public var level: Level { what.gist.level }
}

extension Occurrence {
  /// The kind of an alarm; nil when it is none.
  public var alarm: Alarm.Kind? { if case .alarm(let alarm) = self { alarm.kind } else { nil } }

  var gist: (kind: Event.Kind, level: Event.Level) {
    switch self {
    case .started: (.start, .notice)
    case .stopped: (.stop, .notice)
    case .blocked, .blockedByHand: (.block, .notice)
    case .extended: (.extend, .notice)
    case .ended: (.unblock, .notice)
    case .warned: (.warn, .notice)
    case .spared: (.spare, .notice)
    case .alarm: (.alarm, .warning)
    case .repaired, .mended, .listens: (.repair, .notice)
    case .failed(.repair, _, _): (.repair, .notice)
    case .contested: (.repair, .error)
    case .reload(.done): (.reload, .notice)
    case .reload(.refused), .reload(.fatal), .failure(.guardAnew, _): (.reload, .error)
    case .failed(.place, _, _), .failure(.other, _): (.failure, .warning)
    case .failed, .failure, .cameInVain, .stoppedShort: (.failure, .error)
    case .chose, .limitsUnknown, .judges, .received, .tookOver, .reload(.nothingToRead), .heldBack:
      (.note, .info)
    case .came, .leftToOthers, .allowed, .disallowed: (.note, .notice)
    case .concern, .knowsEnough, .awaits: (.note, .warning)
    case .note(_, let level): (.note, level)
    }
  }
}
