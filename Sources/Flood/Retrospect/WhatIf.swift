import Wire

/// How many sources other thresholds would have blocked, and which threshold parts the flooders from the rest.
public struct WhatIf: Hashable, Sendable {
  /// What one threshold would have come to.
  public struct Outcome: Hashable, Sendable {
    /// So many messages.
    public let count: Int
    /// Sources that would be blocked, were there no brake.
    public let blocked: Int
    /// Sources that reach it and are never blocked.
    public let spared: Int
  }

  /// A threshold between the crowd and the flooders.
  public struct Suggestion: Hashable, Sendable {
    /// What is suggested.
    public let threshold: Threshold
    /// The highest peak of those that it leaves alone.
    public let below: Int
    /// The lowest peak of those that it blocks.
    public let above: Int
    /// Sources that it blocks.
    public let blocked: Int

    /// All that is to be given to `--threshold`, as one list replaces another: this one in place of the blocking one of
    /// its window, and the others as they are.
    public func list(over thresholds: [Threshold]) -> String {
      let others = thresholds.filter {
        $0.kind != nil || $0.level != .block || $0.window != threshold.window
      }
      return ([threshold] + others).map(\.description).joined(separator: ",")
    }
  }

  /// Thresholds of one window.
  public struct Window: Hashable, Sendable {
    /// Its length.
    public let length: Duration
    /// What each of `counts` would have come to.
    public let outcomes: [Outcome]
    /// The threshold suggested for this window, when there is one.
    public let suggestion: Suggestion?
  }

  /// The counts that are looked at.
  public static let counts = [5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100, 120, 150, 200]

  /// The windows looked at, and what healthy clients have been seen to reach in each: several boots in a row in the
  /// short one, U-Boot without a server in the long ones.
  static let healthy: [(length: Duration, peak: Int)] = [
    (.seconds(5), 8), (.seconds(30), 18), (.seconds(60), 34),
  ]

  /// Peaks this many times as far apart are a gap.
  static let gap = 4

  /// By length.
  public let windows: [Window]

  /// The suggestion that blocks most; of equals that of the shortest window, which blocks soonest.
  public var suggestion: Suggestion? {
    windows.compactMap(\.suggestion).reduce(nil) { best, next in
      best.map { next.blocked > $0.blocked ? next : $0 } ?? next
    }
  }

  /// Places in `counts`, those in a row together that come to the same in every window.
  public var rows: [ClosedRange<Int>] {
    var rows: [ClosedRange<Int>] = []
    for place in Self.counts.indices {
      let isSame = rows.last.map { last in
        windows.allSatisfy { $0.outcomes[last.lowerBound].blocked == $0.outcomes[place].blocked }
      }
      if let last = rows.last, isSame == true {
        rows[rows.count - 1] = last.lowerBound...place
      } else {
        rows.append(place...place)
      }
    }
    return rows
  }

  /// `20 to 60`: the counts of one of `rows`.
  public static func words(_ row: ClosedRange<Int>) -> String {
    let (first, last) = (counts[row.lowerBound], counts[row.upperBound])
    return first == last ? "\(first)" : "\(first) to \(last)"
  }

  /// Looks at all sources; `isSpared` says which are never blocked.
  public init(_ retrospect: Retrospect, isSpared: (Int) -> Bool) {
    let sources = 0..<retrospect.count
    let spared = sources.map(isSpared)
    windows = Self.healthy.map { length, healthy in
      let peaks = sources.map { (retrospect.peak(of: $0, in: length).count, spared[$0]) }
      let blockable = peaks.filter { !$0.1 }.map(\.0).sorted()
      let kept = peaks.filter(\.1).map(\.0).sorted()
      return Window(
        length: length,
        outcomes: Self.counts.map { count in
          Outcome(
            count: count, blocked: blockable.count - blockable.firstPlace(reaching: count),
            spared: kept.count - kept.firstPlace(reaching: count))
        },
        suggestion: Self.suggestion(for: blockable, in: length, healthy: healthy))
    }
  }

  /// Twice the highest peak below the lowest gap. Peaks below what healthy clients reach count as that: so nothing
  /// is suggested that an ordinary client could trip, and whoever is blocked is at least twice over it.
  static func suggestion(for peaks: [Int], in length: Duration, healthy: Int) -> Suggestion? {
    var below = healthy
    for (place, peak) in peaks.enumerated() {
      if peak >= gap * below {
        let count = 2 * below
        guard Threshold.counts.contains(count) else { return nil }
        return Suggestion(
          threshold: Threshold(count: count, window: length), below: place == 0 ? 0 : peaks[place - 1],
          above: peak, blocked: peaks.count - place)
      }
      below = max(below, peak)
    }
    return nil
  }
}

extension [Int] {
  /// Where in this ascending array the values from `count` on begin.
  fileprivate func firstPlace(reaching count: Int) -> Int {
    var (low, high) = (0, self.count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < count { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
