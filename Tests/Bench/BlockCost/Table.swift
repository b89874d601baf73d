/// A table of text: the first column names, one more for each measurement.
struct Table {
  private var names: [String] = []
  private var columns: [[String]] = []

  /// Adds a column.
  mutating func add(_ cells: [(name: String, value: String)]) {
    names = cells.map(\.name)
    columns.append(cells.map(\.value))
  }

  /// Rows, one a line.
  var text: String {
    names.indices.map { row in
      Self.padded(names[row], 27) + columns.map { Self.right($0[row], 14) }.joined()
    }.joined(separator: "\n")
  }

  /// The median in microseconds, with one decimal.
  static func microseconds(_ times: [Duration]) -> String { decimal(median(times)) }

  /// How often the median of `base` goes into that of `times`.
  static func ratio(_ times: [Duration], _ base: [Duration]) -> String {
    let whole = median(base)
    return whole > 0 ? decimal(median(times) / whole) : "-"
  }

  private static func median(_ times: [Duration]) -> Double {
    let sorted = times.sorted()
    return sorted.isEmpty ? 0 : sorted[sorted.count / 2] / .microseconds(1)
  }

  private static func decimal(_ number: Double) -> String {
    let tenths = Int((number * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}
