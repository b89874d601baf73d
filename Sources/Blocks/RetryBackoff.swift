public import Wire

/// How long to wait before a thing is put back that somebody keeps taking away: the first few times not at all, then
/// ever longer, up to a minute, so that two programs that want different things never fight in a loop. Times are
/// since boot.
public struct RetryBackoff: Hashable, Sendable {
  /// What a person is to be told, once each time it gets that far.
  public enum Alarm: Hashable, Sendable {
    /// From now on it waits.
    case losingIt
    /// From now on it waits for the longest.
    case lost
  }

  /// So many times it is put back at once.
  static let free = 5
  /// The longest wait, and the quiet that makes up for one time.
  static let longest: Duration = .seconds(60)

  private var strength = 0
  private var last: BootTime?

  /// One that has not waited yet.
  public init() {}

  /// How long it waits after the last time.
  public var delay: Duration {
    guard strength >= Self.free else { return .zero }
    return min(Self.longest, .seconds(1 << min(strength - Self.free, 6)))
  }

  /// When it may be put back; a moment that has passed is at once.
  public func earliest(at now: BootTime) -> BootTime { last.map { max(now, $0 + delay) } ?? now }

  /// It was put back, or that was tried in vain.
  public mutating func spend(at now: BootTime) -> Alarm? {
    let before = delay
    if let last {
      let quiet = (now - last) - delay
      strength = max(0, strength - Int(max(0, quiet / Self.longest)))
    }
    strength += 1
    last = now
    if before == .zero, delay > .zero { return .losingIt }
    return before < Self.longest && delay == Self.longest ? .lost : nil
  }
}
