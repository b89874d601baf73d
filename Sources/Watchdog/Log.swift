public import Wire

/// The daemon's talk: one line an event, and no more lines than a person can read, whatever floods in.
public struct Log {
  private let sink: (String) -> Void
  private var allowance: Int
  private var refilled: Timestamp
  private var heldBack = 0

  // Lines at once, and lines a second after that.
  private static let burst = 50
  private static let rate: Int64 = 5

  /// Writes each line to `sink`.
  public init(at now: Timestamp, sink: @escaping (String) -> Void) {
    self.sink = sink
    allowance = Self.burst
    refilled = now
  }

  /// An event that may come in any number: held back when there are too many.
  mutating func event(_ line: String, at now: Timestamp) {
    let due = (now - refilled).clampedNanoseconds / (1_000_000_000 / Self.rate)
    if due > 0 {
      allowance = Int(min(Int64(Self.burst), Int64(allowance) + due))
      refilled = now
    }
    guard allowance > 0 else {
      heldBack += 1
      return
    }
    allowance -= 1
    if heldBack > 0 {
      sink("\(heldBack) lines were held back")
      heldBack = 0
    }
    sink(line)
  }

  /// A line that is always written: start, stop, failures.
  func always(_ line: String) { sink(line) }
}

extension Duration {
  /// Milliseconds with one decimal.
  var inMilliseconds: String {
    let tenths = (clampedNanoseconds + 50_000) / 100_000
    return "\(tenths / 10).\(abs(tenths % 10))"
  }
}
