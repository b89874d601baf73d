/// A thing that was asked for and must not, or cannot, be planned.
public struct PlanError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was tried, and on what: `block 02:00:00:00:00:99 for 10m by ebtables`.
  public var attempt: String
  /// Why it is refused.
  public var reason: String
  /// What to do instead.
  public var advice: String

  /// What was asked for is wrong in itself, on any machine (EX_DATAERR).
  public var isBadInput: Bool

  /// An error from its parts.
  public init(attempt: String, reason: String, advice: String, isBadInput: Bool = false) {
    self.attempt = attempt
    self.reason = reason
    self.advice = advice
    self.isBadInput = isBadInput
  }

  /// `ATTEMPT: REASON; ADVICE`
  public var description: String { "\(attempt): \(reason); \(advice)" }
}
