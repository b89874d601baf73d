/// What is remembered of a block.
public enum BlockFate: Hashable, Sendable {
  /// Nothing: somebody else made it, or it is too long ago.
  case unknown
  /// It is to stand.
  case running
  /// It was ended, or its time is over: what still stands of it is to be lifted.
  case ended
}
