public import Wire

/// The daemon's talk: every event to whoever keeps count, and of those that may come in any number no more to people
/// than they can read, whatever floods in.
public final class RateLimitedLog {
  private let line: (Event) -> Void
  private let observe: (Event) -> Void
  private var allowance: Int
  private var refilled: BootTime
  private var heldBack = 0

  // Lines at once, and lines a second after that.
  private static let burst = 50
  private static let rate: Int64 = 5

  /// Gives each event to `observe`, and those that a person is to read to `line`.
  public init(
    at now: BootTime, line: @escaping (Event) -> Void, observe: @escaping (Event) -> Void = { _ in }
  ) {
    self.line = line
    self.observe = observe
    allowance = Self.burst
    refilled = now
  }

  /// An event that may come in any number: its line is held back when there are too many.
  public func event(_ event: Event, at now: BootTime) {
    observe(event)
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
      line(Event(at: event.at, .heldBack(heldBack)))
      heldBack = 0
    }
    line(event)
  }

  /// One that is always written: start, stop, failures.
  public func always(_ event: Event) {
    observe(event)
    line(event)
  }
}
