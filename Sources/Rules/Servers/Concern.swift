/// Something about this host that a person should know before, or while, blocks stand.
public struct Concern: Hashable, Sendable {
  /// How bad it is.
  public enum Severity: String, Hashable, Sendable, CaseIterable {
    /// It would break the network, so it is not begun.
    case refusal
    /// A block would not do what it is for.
    case ineffective
    /// Worth knowing; blocks hold.
    case note
  }

  /// How bad it is.
  public var severity: Severity
  /// What is so, and of what.
  public var words: String
  /// What to change, line by line.
  public var advice: [String]

  /// A concern from its parts.
  public init(_ severity: Severity, _ words: String, advice: [String]) {
    self.severity = severity
    self.words = words
    self.advice = advice
  }

  /// `WORDS; ADVICE; ADVICE`
  public var line: String { ([words] + advice).joined(separator: "; ") }
}
