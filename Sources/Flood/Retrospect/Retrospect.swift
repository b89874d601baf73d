public import Wire

/// A whole capture, looked at once all of it is known: who sent how much in which time.
///
/// Time is the engine's, each IP version is counted by itself, and copies of a frame are not, so a source whose peak in
/// a window is N trips exactly the thresholds of up to N in it.
/// It takes some 32 bytes a message while it exists.
public struct Retrospect: Sendable {
  /// The most messages within some length of time.
  public struct Peak: Hashable, Sendable {
    /// How many; zero when there was none.
    public let count: Int
    /// When the last of them came.
    public let at: Timestamp

    /// A peak from its parts.
    public init(count: Int, at: Timestamp) {
      self.count = count
      self.at = at
    }
  }

  struct Mark: Sendable {
    /// The engine's clock.
    let reading: Int64
    /// Its place in the chronicle.
    let place: UInt32
    let kind: MessageKind
    let counts: Bool
    let countsByKind: Bool
  }

  let chronicle: MessageTrace
  // The messages of source n are those from ends[n - 1] to ends[n], in the order in which they came.
  private let marks: [Mark]
  private let ends: [Int]
  private let clock: MonotonicFrameClock
  // The kinds that occurred, a bit each.
  private let seen: UInt32

  /// Puts the messages of each of `sources` sources together, and of clients behind them: `owners` says behind which. Those
  /// of a client are its source's, too.
  init(_ chronicle: MessageTrace, sources: Int, owners: [UInt32] = [], span: Duration) {
    self.chronicle = chronicle
    let units = sources + owners.count
    var next = [Int](repeating: 0, count: units + 1)
    chronicle.forEach { entry in
      MessageTrace.forEachUnit(entry, sources: sources, owners: owners) { next[$0 + 1] += 1 }
    }
    for number in 0..<units { next[number + 1] += next[number] }
    var clock = MonotonicFrameClock(span: span)
    let nothing = Mark(reading: 0, place: 0, kind: .malformed, counts: false, countsByKind: false)
    var marks = [Mark](repeating: nothing, count: next[units])
    var place: UInt32 = 0
    chronicle.forEach { entry in
      let mark = Mark(
        reading: clock.advance(to: entry.at), place: place, kind: entry.kind, counts: entry.counts,
        countsByKind: entry.countsByKind)
      MessageTrace.forEachUnit(entry, sources: sources, owners: owners) { number in
        marks[next[number]] = mark
        next[number] += 1
      }
      place += 1
    }
    self.marks = marks
    seen = marks.reduce(0) { $0 | 1 << UInt32($1.kind.rawValue) }
    self.clock = clock
    // Every counter has come to where the next source's began.
    ends = next
  }

  /// How many sources there are, numbered from 0 in order of appearance, and behind them clients behind relays.
  public var count: Int { ends.count - 1 }

  /// The messages of a source.
  func marks(of source: Int) -> ArraySlice<Mark> {
    marks[(source == 0 ? 0 : ends[source - 1])..<ends[source]]
  }

  /// The most messages of one IP version that a source sent within a window, and when first.
  public func peak(of source: Int, in window: Duration) -> Peak {
    peak(of: source, against: Threshold(count: 1, window: window))
  }

  /// The most messages that count together toward a threshold that a source sent within its window.
  public func peak(of source: Int, against threshold: Threshold) -> Peak {
    var best = Peak(count: 0, at: Timestamp(nanoseconds: 0))
    forEachCount(of: source, against: threshold) { count, place in
      if count > best.count { best = Peak(count: count, at: chronicle[Int(place)].at) }
    }
    return best
  }

  /// Lends, for each message of a source that counts toward a threshold, how many there were in the window that ends
  /// with it; each version, and each kind of it that is counted by itself, after the other.
  func forEachCount(
    of source: Int, against threshold: Threshold, _ body: (_ count: Int, _ place: UInt32) -> Void
  ) {
    for kinds in threshold.counted where kinds & seen != 0 {
      forEachCount(of: source, in: threshold.window, counting: kinds, byKind: threshold.kind != nil, body)
    }
  }

  private func forEachCount(
    of source: Int, in window: Duration, counting meant: UInt32, byKind: Bool,
    _ body: (_ count: Int, _ place: UInt32) -> Void
  ) {
    let length = clock.units(window)
    let marks = marks(of: source)
    var oldest = marks.startIndex
    var count = 0
    for mark in marks where mark.isOf(meant, byKind) {
      count += 1
      while mark.reading &- marks[oldest].reading >= length {
        count -= marks[oldest].isOf(meant, byKind) ? 1 : 0
        oldest += 1
      }
      body(count, mark.place)
    }
  }
}

extension Retrospect.Mark {
  /// It counts, and its kind is among those, a bit each.
  fileprivate func isOf(_ kinds: UInt32, _ byKind: Bool) -> Bool {
    counts && (countsByKind || !byKind) && kinds >> UInt32(kind.rawValue) & 1 != 0
  }
}

extension Threshold {
  /// The kinds that are counted together toward it, a bit each: those of an IP version, or one by one those of a name.
  fileprivate var counted: [UInt32] {
    guard let kind else {
      return [false, true].map { version in
        MessageKind.allCases.reduce(0) { $0 | ($1.isVersion6 == version ? 1 << UInt32($1.rawValue) : 0) }
      }
    }
    return MessageKind.allCases.filter { $0.name == kind.name }.map { 1 << UInt32($0.rawValue) }
  }
}
