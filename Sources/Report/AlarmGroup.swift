import Flood
import Wire

/// An alarm as often as it was raised: what lasts for days is raised again every five minutes, and told once.
struct AlarmGroup {
  /// The first of them.
  let alarm: Alarm
  private(set) var count = 1
  private(set) var last: Timestamp

  private init(_ alarm: Alarm) { (self.alarm, last) = (alarm, alarm.at) }

  /// Alarms of one kind about one subject are one, at the place of its first.
  static func groups(_ alarms: [Alarm]) -> [AlarmGroup] {
    var groups: [AlarmGroup] = []
    var places: [Key: Int] = [:]
    for alarm in alarms {
      let key = Key(kind: alarm.kind, subject: alarm.subject)
      if let place = places[key] {
        groups[place].count += 1
        groups[place].last = max(groups[place].last, alarm.at)
      } else {
        places[key] = groups.count
        groups.append(AlarmGroup(alarm))
      }
    }
    return groups
  }

  private struct Key: Hashable {
    let kind: Alarm.Kind
    let subject: Subject?
  }

  /// `25 Nov 12:33:07, and 14 times more until 26 Nov 08:24:20`
  func moments(on page: Page) -> String {
    let first = page.words(alarm.at)
    guard count > 1 else { return first }
    return first
      + ", and \(count == 2 ? "once" : "\((count - 1).grouped) times") more until \(page.words(last))"
  }
}
