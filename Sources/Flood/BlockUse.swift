/// How much of a blocked source there is to drop of late: what tells a flood that goes on from one that is over.
///
/// Counted in windows on end, of which the running one and the one before are kept.
struct BlockUse: Sendable {
  private let began: Int64
  private var start: Int64
  private var running = 0
  private var before = 0
  // The rule's counter as it was read last, and when.
  private var dropped: UInt64 = 0
  private var read: Int64?

  /// A block that begins now.
  init(at now: Int64) { (began, start) = (now, now) }

  /// A message of the source was heard.
  mutating func note(at now: Int64, window: Int64) {
    turn(at: now, window: window)
    running += 1
  }

  /// The rule has dropped so many by now. A counter that is lower than before began anew.
  mutating func note(dropped total: UInt64, at now: Int64, window: Int64) {
    turn(at: now, window: window)
    running += Int(clamping: total >= dropped ? total - dropped : total)
    (dropped, read) = (total, now)
  }

  /// What it dropped, or would have, in the last window that was whole or in the running one, whichever is more; nil while
  /// that cannot be said: the block is too young, or nobody has looked at its counter where that is needed.
  func recent(at now: Int64, window: Int64, needsReading: Bool) -> Int? {
    guard now &- began >= window else { return nil }
    if needsReading { guard let read, now &- read < window else { return nil } }
    var turned = self
    turned.turn(at: now, window: window)
    return max(turned.running, turned.before)
  }

  private mutating func turn(at now: Int64, window: Int64) {
    let passed = (now &- start) / max(1, window)
    guard passed > 0 else { return }
    before = passed == 1 ? running : 0
    running = 0
    start = start &+ passed &* window
  }
}
