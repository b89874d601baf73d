import Daemon
import Wire

/// What was told within the last minute, so that nobody is told the same thing twice in it.
struct Deduplicator: Sendable {
  /// How long an event is remembered.
  static let memory: Duration = .seconds(60)
  /// How many are remembered; with more than that some are told twice.
  static let most = 4096

  private struct Told {
    var until: BootTime
    var unsaid = 0
  }

  private var told: [CoalescingQueue.Likeness: Told] = [:]

  /// For how many events this one is to be told, those included that were passed over before; nil when it is passed
  /// over itself. Times are of the steady clock.
  mutating func note(_ event: Event, at now: BootTime) -> Int? {
    let likeness = CoalescingQueue.Likeness(event)
    // A block after its end is news, however soon.
    for kind in event.contraries { told[CoalescingQueue.Likeness(event, as: kind)] = nil }
    if let last = told[likeness], now < last.until {
      told[likeness]?.unsaid += 1
      return nil
    }
    let unsaid = told[likeness]?.unsaid ?? 0
    if told.count >= Self.most { told = told.filter { now < $0.value.until } }
    if told.count >= Self.most { told.removeAll() }
    told[likeness] = Told(until: now + Self.memory)
    return unsaid + 1
  }
}
