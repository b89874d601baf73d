import Wire

/// Looks after a block whether it holds: a source that is blocked, is heard all the same, and whose rule's counter stands
/// still. What it sends does not meet the rule, whatever the reason. Times are since boot.
struct LeakWatch: Sendable {
  private struct Look {
    /// Messages heard since the last look.
    var heard = 0
    var last: BootTime
    /// The rule's counter then; nil before the first look.
    var dropped: UInt64?
    /// When it was told; it is not told again as long as the block stands.
    var isTold = false
  }

  private var looks: [Subject: Look] = [:]

  /// So many messages heard, none dropped.
  private static let least = 5
  /// As frames wait in the capture for a moment.
  private static let interval: Duration = .seconds(1)
  /// The most sources looked after at a time, and looked at in one turn of the loop.
  private static let limit = 256
  private static let batch = 16

  /// A blocked source was heard, by a frame that came after the rule was in force.
  mutating func hear(_ subject: Subject, now: BootTime) {
    guard looks[subject] != nil || looks.count < Self.limit else { return }
    looks[subject, default: Look(last: now)].heard += 1
  }

  /// Whose counters are to be read now, for `judge`.
  func due(now: BootTime) -> [Subject] {
    let due = looks.lazy.filter {
      !$0.value.isTold && $0.value.heard >= Self.least && now - $0.value.last >= Self.interval
    }
    return Array(due.map(\.key).prefix(Self.batch))
  }

  /// Takes the counter of a source's rule: how many of its messages were heard since the last look, when the rule dropped
  /// none meanwhile; nil when the block holds as far as that shows.
  mutating func judge(_ subject: Subject, dropped: UInt64, now: BootTime) -> Int? {
    guard var look = looks[subject] else { return nil }
    let heard = look.heard
    let leaks = look.dropped == dropped && heard >= Self.least
    (look.heard, look.last, look.dropped, look.isTold) = (0, now, dropped, leaks)
    looks[subject] = look
    return leaks ? heard : nil
  }

  /// Its block is another one, or gone.
  mutating func forget(_ subject: Subject) { looks[subject] = nil }

  /// Forgets those for whom `isBlocked` says no.
  mutating func keep(_ isBlocked: (Subject) -> Bool) {
    if looks.count >= Self.limit { looks = looks.filter { isBlocked($0.key) } }
  }
}
