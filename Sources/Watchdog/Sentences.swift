import Flood
import Wire

/// How long each blocked source still has to sit. A state machine: it says what is to be read or lifted and the
/// daemon does it. Times are of the steady clock.
struct Sentences {
  /// What the daemon is to do now.
  enum Action: Hashable {
    /// Read the rule's counter and report it to `measured`.
    case measure(MACAddress)
    /// Read the counter once more and report it to `judge`.
    case judge(MACAddress)
    /// The time is over: let it pass.
    case lift(MACAddress)
  }

  /// What became of a sentence that was judged.
  enum Outcome: Hashable {
    /// The flood goes on: it sits until then.
    case extended(until: Timestamp)
    /// It is quiet: the sentence ends when it ends.
    case ending
  }

  private enum Stage { case open, measured(UInt64), ending }

  private struct Sentence {
    var ends: Timestamp
    var length: Duration
    var stage: Stage
    var next: Timestamp
    /// From then on a frame that is still seen means that the rule is gone.
    var holds: Timestamp
    /// So does one that was received after this, by the clock of frames.
    var inForce: Timestamp?
    /// The same, kept.
    var began: Timestamp?
  }

  /// The flood goes on if at least this many frames were dropped within `window` before the end.
  private var count: UInt64
  private var window: Duration
  // The kernel's own timeout must not run out between judging and extending.
  private static let margin: Duration = .seconds(1)

  private var sentences: [MACAddress: Sentence] = [:]
  // Ordered by time. A sentence that was lifted or replaced leaves its entry behind; its turn is passed over.
  private var queue: [(at: Timestamp, mac: MACAddress)] = []

  /// The longest block threshold of all kinds says what a flood is.
  init(policy: Policy) {
    self.init(count: 1, window: .zero)
    adjust(to: policy)
  }

  /// From now on that policy says what a flood is.
  mutating func adjust(to policy: Policy) {
    let longest = policy.thresholds.filter { $0.level == .block && $0.kind == nil }.max {
      $0.window < $1.window
    }
    count = UInt64(longest?.count ?? 30)
    window = longest?.window ?? .seconds(30)
  }

  /// A flood still goes on when `count` or more frames were dropped in the last `window` of a sentence.
  init(count: Int, window: Duration) {
    self.count = UInt64(max(1, count))
    self.window = window
  }

  /// Whether nobody sits.
  var isEmpty: Bool { sentences.isEmpty }

  /// Sources sitting now.
  var macs: [MACAddress] { sentences.keys.sorted() }

  /// When there is something to do next.
  var nextDeadline: Timestamp? { queue.first?.at }

  /// When the sentence of `mac` ends.
  func end(of mac: MACAddress) -> Timestamp? { sentences[mac]?.ends }

  /// Whether a frame of that source that was received at `moment`, by the clock of frames, came after its rule was there.
  func isInForce(for mac: MACAddress, at moment: Timestamp) -> Bool {
    guard let sentence = sentences[mac] else { return false }
    return sentence.began.map { moment > $0 } ?? true
  }

  /// Starts a sentence, or replaces the one there is. `inForce` is when the rule was there, by the clock of frames.
  mutating func open(
    _ mac: MACAddress, length: Duration, remaining: Duration? = nil, now: Timestamp, inForce: Timestamp? = nil
  ) {
    let sentence = Sentence(
      ends: now + (remaining ?? length), length: length, stage: .open, next: now, holds: now + Self.margin,
      inForce: inForce, began: inForce ?? sentences[mac]?.began)
    sentences[mac] = sentence
    schedule(mac, max(now, sentence.ends - (window + Self.margin)))
  }

  /// A frame of this source was received at `moment` where blocked frames are not: whether the rule is to be looked
  /// after. Not so when it does not sit, when the frame is older than the rule, or soon after the last look.
  mutating func escaped(_ mac: MACAddress, at moment: Timestamp, now: Timestamp) -> Bool {
    guard let sentence = sentences[mac], now < sentence.ends else { return false }
    // The clock of frames may have been set back meanwhile, so it is not the only one.
    guard now >= sentence.holds || sentence.inForce.map({ moment > $0 }) == true else { return false }
    sentences[mac]?.holds = now + Self.margin
    sentences[mac]?.inForce = nil
    return true
  }

  /// The rule was put back, with a counter that begins anew.
  mutating func renew(_ mac: MACAddress, now: Timestamp, inForce: Timestamp) {
    guard let sentence = sentences[mac] else { return }
    sentences[mac]?.holds = now + Self.margin
    sentences[mac]?.inForce = inForce
    if case .measured = sentence.stage { sentences[mac]?.stage = .measured(0) }
  }

  /// Forgets a sentence that somebody else ended.
  mutating func close(_ mac: MACAddress) { sentences[mac] = nil }

  /// What is due.
  mutating func due(now: Timestamp) -> [Action] {
    var actions: [Action] = []
    while let first = queue.first, first.at <= now {
      queue.removeFirst()
      guard let sentence = sentences[first.mac], sentence.next == first.at else { continue }
      switch sentence.stage {
      case .open: actions.append(.measure(first.mac))
      case .measured: actions.append(.judge(first.mac))
      case .ending:
        guard sentence.ends <= now else {
          schedule(first.mac, sentence.ends)
          continue
        }
        sentences[first.mac] = nil
        actions.append(.lift(first.mac))
      }
    }
    return actions
  }

  /// Takes the first reading of the counter; nil when it could not be read, which never extends a sentence.
  mutating func measured(_ mac: MACAddress, dropped: UInt64?) {
    guard let sentence = sentences[mac] else { return }
    sentences[mac]?.stage = .measured(dropped ?? .max)
    schedule(mac, sentence.ends - Self.margin)
  }

  /// Takes the second reading and decides.
  mutating func judge(_ mac: MACAddress, dropped: UInt64?, now: Timestamp) -> Outcome {
    guard let sentence = sentences[mac], case .measured(let before) = sentence.stage, let dropped,
      dropped >= before, dropped - before >= count
    else {
      sentences[mac]?.stage = .ending
      if let end = sentences[mac]?.ends { schedule(mac, end) }
      return .ending
    }
    open(mac, length: sentence.length, now: now)
    return .extended(until: now + sentence.length)
  }

  private mutating func schedule(_ mac: MACAddress, _ at: Timestamp) {
    sentences[mac]?.next = at
    // Nearly always the latest of all, as most sentences have one length.
    var index = queue.endIndex
    while index > queue.startIndex, queue[index - 1].at > at { index -= 1 }
    queue.insert((at, mac), at: index)
  }
}

extension Timestamp {
  fileprivate static func - (moment: Timestamp, length: Duration) -> Timestamp { moment + (.zero - length) }
}
