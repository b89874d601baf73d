/// Short statements one behind the other, in as many lines as it takes.
struct Flow {
  private var statements: [Line] = []

  mutating func add(_ parts: Line...) { statements.append(parts.reduce(Line(), +)) }

  /// Lines of at most `width` columns; nil for one line without an end.
  func lines(width: Int?) -> [Line] {
    guard let width else {
      return [statements.dropFirst().reduce(statements.first ?? Line()) { $0 + Line(", ") + $1 }]
    }
    var lines: [Line] = []
    for statement in statements {
      if let last = lines.last, last.width + 3 + statement.width <= width {
        lines[lines.count - 1] += Line("   ") + statement
      } else {
        lines.append(statement.clipped(to: width))
      }
    }
    return lines
  }
}
