/// Messages that reach us more than once, as relays and routers bring them: by a relay that hears what it routes, or what it
/// sends itself. What comes again within 50 ms of the first counts once, whatever differs about its way; a client's own
/// repetition comes a second or more later.
///
/// That excuses `most` copies of one, so who repeats one message without end is counted for every 50 ms, and for all that
/// is beyond. No more than `capacity` messages are remembered, each at the place that its key gives it: whose place
/// another takes counts again.
struct RelayCopies: Sendable {
  private struct Entry: Sendable {
    var key: UInt64 = 0
    var first: Int64 = 0
    var copies: UInt16 = 0
  }

  /// A message with a hop count of 16 is not passed on any more (RFC 1542 §4.1.1).
  static let most = 16
  private static let capacity = 4096

  private var entries: [Entry] = []
  private let span: Int64

  init(clock: MonotonicFrameClock) { span = clock.units(.milliseconds(50)) }

  var byteCount: Int { entries.capacity * MemoryLayout<Entry>.stride }

  /// Whether a message with this key, a keyed digest, is a copy of one before.
  mutating func note(_ key: UInt64, at now: Int64) -> Bool {
    if entries.isEmpty { entries = [Entry](repeating: Entry(), count: Self.capacity) }
    let place = Int(truncatingIfNeeded: key) & (Self.capacity - 1)
    let age = now &- entries[place].first
    guard entries[place].key == key, age >= 0, age < span else {
      entries[place] = Entry(key: key, first: now)
      return false
    }
    guard Int(entries[place].copies) < Self.most else { return false }
    entries[place].copies += 1
    return true
  }
}
