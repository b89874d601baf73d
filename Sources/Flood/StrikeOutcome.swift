/// What becomes of the strikes of a source whose block ends.
public enum StrikeOutcome: Hashable, Sendable {
  /// They stay.
  case stay
  /// The latest was none, as the block came to nothing.
  case takeBack
  /// They are forgotten, as a person wished.
  case forgive
}
