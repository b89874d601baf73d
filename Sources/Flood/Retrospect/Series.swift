public import Wire

/// Messages over time, in equal steps by the frames' own timestamps.
public struct Series: Hashable, Sendable {
  /// The most steps there are: a clock that jumps makes them longer, not more.
  public static let most = 360

  /// When the first step begins.
  public let start: Timestamp
  /// The length of a step.
  public let step: Duration
  /// How many steps there are.
  public let count: Int
  /// The most messages in a second of the clock.
  public private(set) var peakRate = 0
  /// Messages in each step, by kind; kinds that did not occur are absent.
  public private(set) var kinds: [MessageKind: [Int]] = [:]

  private static let second: UInt64 = 1_000_000_000
  // A month and a half, at four octets each.
  private static let mostSeconds: UInt64 = 4_000_000
  // In seconds; what no day holds is doubled.
  private static let steps: [UInt64] = [
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400,
  ]

  /// What was sent between the earliest and the latest moment of a capture; nil for one without messages.
  public init?(_ retrospect: Retrospect) {
    guard retrospect.chronicle.count > 0 else { return nil }
    var (first, last) = (Timestamp(nanoseconds: .max), Timestamp(nanoseconds: .min))
    retrospect.chronicle.forEach { entry in
      first = min(first, entry.at)
      last = max(last, entry.at)
    }
    // A difference of two Int64 fits a UInt64.
    let span = UInt64(bitPattern: last.nanoseconds &- first.nanoseconds)
    // A capture of a moment is drawn in tenths.
    var step = span < 10 * Self.second ? Self.second / 10 : Self.second
    var longer = Self.steps.makeIterator()
    while span / step >= UInt64(Self.most - 1) { step = longer.next().map { $0 * Self.second } ?? step * 2 }
    self.step = .nanoseconds(Int64(clamping: step))
    start = first.truncated(to: self.step)
    count = Int(UInt64(bitPattern: last.nanoseconds &- start.nanoseconds) / step) + 1
    retrospect.chronicle.forEach { entry in
      kinds[entry.kind, default: [Int](repeating: 0, count: count)][place(of: entry.at)] += 1
    }
    peakRate = peak(
      in: retrospect, seconds: UInt64(bitPattern: last.nanoseconds &- start.nanoseconds) / Self.second)
  }

  private func peak(in retrospect: Retrospect, seconds: UInt64) -> Int {
    guard seconds < Self.mostSeconds else {
      return fullestRun(in: retrospect)
    }
    var counts = [UInt32](repeating: 0, count: Int(seconds) + 1)
    let origin = start.truncated(to: .seconds(1))
    retrospect.chronicle.forEach { entry in
      let second = UInt64(bitPattern: entry.at.nanoseconds &- origin.nanoseconds) / Self.second
      counts[min(counts.count - 1, Int(second))] += 1
    }
    return Int(counts.max() ?? 0)
  }

  // Where a clock jumped far, of messages of one second that stand together.
  private func fullestRun(in retrospect: Retrospect) -> Int {
    var (second, run, most) = (Timestamp(nanoseconds: .min), 0, 0)
    retrospect.chronicle.forEach { entry in
      let its = entry.at.truncated(to: .seconds(1))
      (second, run) = its == second ? (second, run + 1) : (its, 1)
      most = max(most, run)
    }
    return most
  }

  /// In which step a moment of the capture is.
  public func place(of moment: Timestamp) -> Int {
    let since = UInt64(bitPattern: moment.nanoseconds &- start.nanoseconds)
    return min(count - 1, Int(since / UInt64(step.clampedNanoseconds)))
  }

  /// The most messages in a window that a source came to within each step; a window outlasts its last message.
  public func pace(of source: Int, against threshold: Threshold, in retrospect: Retrospect) -> [Int] {
    var peaks = [Int](repeating: 0, count: count)
    var sent = [Int](repeating: 0, count: count)
    retrospect.forEachCount(of: source, against: threshold) { count, place in
      let step = self.place(of: retrospect.chronicle[Int(place)].at)
      peaks[step] = max(peaks[step], count)
      sent[step] += 1
    }
    // What a clock that was set back brings together was not sent together.
    let highest = peaks.max() ?? 0
    let reach = Int(clamping: threshold.window.clampedNanoseconds / step.clampedNanoseconds)
    var held = 0
    for step in 0..<count {
      if peaks[step] == 0 { peaks[step] = min(held, highest) }
      held += sent[step]
      if step >= reach, reach > 0 { held -= sent[step - reach] } else if reach == 0 { held = 0 }
    }
    return peaks
  }
}
