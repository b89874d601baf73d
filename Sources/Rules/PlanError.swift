/// Why no plan can be made. Nothing has been touched.
public struct PlanError: Error, Hashable, CustomStringConvertible {
  /// What was tried and on what, why not, what to do.
  public let words: String

  /// An error in words: `build a bridge over eth0: it is a bridge itself; use --mode existing`.
  public init(_ words: String) { self.words = words }

  /// `rules: WORDS`.
  public var description: String { "rules: \(words)" }
}
