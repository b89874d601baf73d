/// What a terminal shows, so that only what changes has to be sent.
public struct Canvas: Sendable {
  /// Colours are wanted.
  public let colours: Bool
  private var size: Size?
  private var shown: [[Line.Glyph]] = []
  // To move the cursor costs 6 to 9 octets; so many unchanged columns are rather written again.
  private static let bridged = 6

  /// A terminal of which nothing is known.
  public init(colours: Bool) { self.colours = colours }

  /// Nothing is known any more of what the terminal shows.
  public mutating func forget() { size = nil }

  /// What to write so that the terminal, which has this size, shows these lines from the top, and nothing else.
  public mutating func show(_ lines: [Line], on size: Size) -> String {
    var output = ""
    let blank = [Line.Glyph](repeating: .blank, count: size.columns)
    if size != self.size {
      output = "\u{1b}[m\u{1b}[2J"
      shown = [[Line.Glyph]](repeating: blank, count: size.rows)
      self.size = size
    }
    var pen = Style.plain
    for row in 0..<size.rows {
      let glyphs = row < lines.count ? lines[row].fitted(to: size.columns).glyphs : blank
      output += change(row, to: glyphs, &pen)
      shown[row] = glyphs
    }
    if pen != .plain { output += Style.plain.sequence(colours: colours) }
    return output
  }

  private func change(_ row: Int, to new: [Line.Glyph], _ pen: inout Style) -> String {
    let old = shown[row]
    // What is only blank from here on is wiped by one sequence.
    let end = (new.lastIndex { $0 != .blank } ?? -1) + 1
    var output = ""
    var column = 0
    while column < end {
      guard old[column] != new[column] else {
        column += 1
        continue
      }
      var last = column
      var next = column + 1
      while next < end, next - last <= Self.bridged {
        if old[next] != new[next] { last = next }
        next += 1
      }
      output += Self.cursor(row, column)
      for glyph in new[column...last] { output += write(glyph, &pen) }
      column = last + 1
    }
    if old[end...].contains(where: { $0 != .blank }) {
      output += Self.cursor(row, end)
      if pen != .plain { output += Style.plain.sequence(colours: colours) }
      pen = .plain
      output += "\u{1b}[K"
    }
    return output
  }

  private func write(_ glyph: Line.Glyph, _ pen: inout Style) -> String {
    var output = glyph.style == pen ? "" : glyph.style.sequence(colours: colours)
    pen = glyph.style
    output.unicodeScalars.append(glyph.scalar)
    return output
  }

  private static func cursor(_ row: Int, _ column: Int) -> String {
    column == 0 ? "\u{1b}[\(row + 1)H" : "\u{1b}[\(row + 1);\(column + 1)H"
  }
}
