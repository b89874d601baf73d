/// How a number went lately, one column a moment, the newest at the right.
public struct Sparkline: Sendable {
  /// The terminal shows Unicode; else ASCII has to do.
  public let isUnicode: Bool

  // From nothing to the most.
  private static let blocks = Array(" \u{2581}\u{2582}\u{2583}\u{2584}\u{2585}\u{2586}\u{2587}\u{2588}")
  private static let letters = Array(" .:-=+*#@")
  // Below it a full column would make much of little.
  private static let leastCeiling = 8.0

  /// For a terminal that shows Unicode, or not.
  public init(isUnicode: Bool) { self.isUnicode = isUnicode }

  /// The last `width` of the values, each as high as it is beside the highest of them; nothing is a blank.
  public func text(_ values: some BidirectionalCollection<Double>, width: Int) -> String {
    let steps = isUnicode ? Self.blocks : Self.letters
    let shown = values.suffix(max(0, width))
    let ceiling = max(shown.max() ?? 0, Self.leastCeiling)
    let text = shown.map { value in
      let height = (max(0, value) / ceiling * Double(steps.count - 1)).rounded(.up)
      return steps[min(steps.count - 1, Int(height))]
    }
    return String(repeating: " ", count: max(0, width - text.count)) + String(text)
  }
}
