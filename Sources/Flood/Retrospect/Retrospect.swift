public import Wire

/// A whole capture, looked at once all of it is known: who sent how much in which time.
///
/// Time is the engine's, so a source whose peak in a window is N trips exactly the thresholds of up to N in it.
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
  }

  let chronicle: Chronicle
  // The messages of source n are those from ends[n - 1] to ends[n], in the order in which they came.
  private let marks: [Mark]
  private let ends: [Int]
  private let clock: SteadyClock

  /// Puts the messages of each of `sources` sources together.
  init(_ chronicle: Chronicle, sources: Int, span: Duration) {
    self.chronicle = chronicle
    var next = [Int](repeating: 0, count: sources + 1)
    chronicle.forEach { next[Int($0.number) + 1] += 1 }
    for number in 0..<sources { next[number + 1] += next[number] }
    var clock = SteadyClock(span: span)
    let nothing = Mark(reading: 0, place: 0, kind: .malformed)
    var marks = [Mark](repeating: nothing, count: chronicle.count)
    var place: UInt32 = 0
    chronicle.forEach { entry in
      let number = Int(entry.number)
      marks[next[number]] = Mark(reading: clock.advance(to: entry.at), place: place, kind: entry.kind)
      next[number] += 1
      place += 1
    }
    self.marks = marks
    self.clock = clock
    // Every counter has come to where the next source's began.
    ends = next
  }

  /// How many sources there are; they are numbered from 0 in order of appearance.
  public var count: Int { ends.count - 1 }

  /// The messages of a source.
  func marks(of source: Int) -> ArraySlice<Mark> {
    marks[(source == 0 ? 0 : ends[source - 1])..<ends[source]]
  }

  /// The most messages that a source sent within a window, and when first.
  public func peak(
    of source: Int, in window: Duration, counting isMeant: (MessageKind) -> Bool = { _ in true }
  )
    -> Peak
  {
    var best = Peak(count: 0, at: Timestamp(nanoseconds: 0))
    forEachCount(of: source, in: window, counting: isMeant) { count, place in
      if count > best.count { best = Peak(count: count, at: chronicle[Int(place)].at) }
    }
    return best
  }

  /// The most messages that count toward a threshold that a source sent within its window.
  public func peak(of source: Int, against threshold: Threshold) -> Peak {
    guard let kind = threshold.kind else { return peak(of: source, in: threshold.window) }
    // Each version's messages of a name are counted by themselves.
    let kinds = MessageKind.allCases.filter { $0.name == kind.name }
    let peaks = kinds.map { kind in peak(of: source, in: threshold.window) { $0 == kind } }
    return peaks.max { $0.count < $1.count } ?? peak(of: source, in: threshold.window)
  }

  /// Lends, for each message of a source that is meant, how many there were in the window that ends with it.
  func forEachCount(
    of source: Int, in window: Duration, counting isMeant: (MessageKind) -> Bool,
    _ body: (_ count: Int, _ place: UInt32) -> Void
  ) {
    let length = clock.units(window)
    let meant = MessageKind.allCases.filter(isMeant).reduce(0 as UInt32) { $0 | 1 << UInt32($1.rawValue) }
    let marks = marks(of: source)
    var oldest = marks.startIndex
    var count = 0
    for mark in marks where meant >> UInt32(mark.kind.rawValue) & 1 != 0 {
      count += 1
      while mark.reading &- marks[oldest].reading >= length {
        count -= meant >> UInt32(marks[oldest].kind.rawValue) & 1 != 0 ? 1 : 0
        oldest += 1
      }
      body(count, mark.place)
    }
  }
}

extension Threshold {
  /// Whether a message of that kind counts toward it.
  public func counts(_ kind: MessageKind) -> Bool { self.kind == nil || self.kind?.name == kind.name }
}
