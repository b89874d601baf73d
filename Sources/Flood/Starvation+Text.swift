extension Policy.Starvation: LosslessStringConvertible {
  /// Reads `COUNT/WINDOW` as a threshold's, such as `10/60s`. Nil outside `counts` and a threshold's windows.
  public init?(_ text: String) {
    guard let threshold = Threshold(text), threshold.kind == nil, threshold.level == .block,
      Self.counts.contains(threshold.count)
    else { return nil }
    self.init(clients: threshold.count, window: threshold.window)
  }

  /// The text that reads back as this limit.
  public var description: String { Threshold(count: clients, window: window).description }
}
