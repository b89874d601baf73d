import Flood
import Wire

/// What an interface has counted since it began.
struct Counters {
  private var kinds = [UInt64](repeating: 0, count: MessageKind.allCases.count)
  private(set) var events: [Event.Kind: Int] = [:]
  private(set) var alarms: [Alarm.Kind: Int] = [:]
  /// The latest of each kind.
  private(set) var latest: [Alarm.Kind: Alarm] = [:]

  @inline(__always)
  mutating func note(_ kind: MessageKind) { kinds[Int(kind.rawValue)] &+= 1 }

  mutating func note(_ event: Event) {
    events[event.kind, default: 0] += 1
    if let alarm = event.what.alarm { alarms[alarm, default: 0] += 1 }
    if case .alarm(let alarm) = event.what { latest[alarm.kind] = alarm }
  }

  /// Messages by kind; kinds that did not occur are absent.
  var messages: [MessageKind: Int] {
    let counted = MessageKind.allCases.map { ($0, Int(clamping: kinds[Int($0.rawValue)])) }
    return Dictionary(uniqueKeysWithValues: counted.filter { $0.1 > 0 })
  }
}
