/// Something about this host that a person should know before, or while, blocks stand.
public struct Concern: Hashable, Sendable {
  /// How bad it is.
  public enum Severity: String, Hashable, Sendable, CaseIterable {
    /// It would break the network, so it is not begun.
    case refusal
    /// A block would not do what it is for.
    case ineffective
    /// Something else that works now would stop working.
    case disruption
    /// Worth knowing; blocks hold.
    case note
  }

  /// How bad it is.
  public var severity: Severity
  /// What is so, and of what.
  public var words: String
  /// What to change, line by line.
  public var advice: [String]

  /// To be said where something is about to be done, too, not in an examination alone.
  public var warns: Bool

  /// A concern from its parts.
  public init(_ severity: Severity, _ words: String, warns: Bool = false, advice: [String]) {
    self.severity = severity
    self.warns = warns || severity != .note
    self.words = words
    self.advice = advice
  }

  /// `WORDS; ADVICE; ADVICE`
  public var line: String { ([words] + advice).joined(separator: "; ") }
}
