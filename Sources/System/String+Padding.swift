extension String {
  /// The text with as many spaces behind it as make it so many characters wide.
  public func padded(_ width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }

  /// The same with the spaces before it.
  public func leftPadded(_ width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }
}
