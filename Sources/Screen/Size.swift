/// How large a terminal is, in characters.
public struct Size: Hashable, Sendable {
  /// From left to right.
  public var columns: Int
  /// From top to bottom.
  public var rows: Int

  /// A size; none is smaller than one character or larger than any screen.
  public init(columns: Int, rows: Int) {
    self.columns = min(max(1, columns), 1000)
    self.rows = min(max(1, rows), 1000)
  }
}
