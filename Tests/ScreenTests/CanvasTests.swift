import Screen
import TestKit
import Testing

/// A terminal that knows the sequences a canvas writes, and no others.
private struct Paper {
  let size: Size
  var rows: [[Line.Glyph]]
  var style = Style.plain
  var (row, column) = (0, 0)

  init(_ size: Size) {
    self.size = size
    rows = Array(repeating: Array(repeating: .blank, count: size.columns), count: size.rows)
  }

  mutating func write(_ text: String) {
    var rest = text.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      guard scalar == "\u{1b}" else {
        #expect(row < size.rows && column < size.columns, "written outside")
        guard row < size.rows, column < size.columns else { return }
        rows[row][column] = Line.Glyph(scalar: scalar, style: style)
        column += 1
        continue
      }
      #expect(rest.popFirst() == "[")
      let parameters = rest.prefix { $0.value < 0x40 }
      rest = rest.dropFirst(parameters.count)
      obey(
        rest.popFirst(),
        String(String.UnicodeScalarView(parameters)).split(separator: ";").compactMap { Int($0) })
    }
  }

  private mutating func obey(_ command: Unicode.Scalar?, _ numbers: [Int]) {
    switch command {
    case "H":
      row = (numbers.first ?? 1) - 1
      column = (numbers.count > 1 ? numbers[1] : 1) - 1
    case "J": rows = Paper(size).rows
    case "K":
      #expect(style == .plain, "wiped in a colour")
      for place in column..<size.columns { rows[row][place] = .blank }
    case "m":
      style = Style(
        numbers.compactMap { Style.Ink(rawValue: $0) }.first ?? .plain, isStrong: numbers.contains(1),
        isFaint: numbers.contains(2), isReversed: numbers.contains(7))
    default: Issue.record("a sequence that is not known")
    }
  }
}

@Suite("A canvas")
struct CanvasTests {
  private let size = Size(columns: 40, rows: 8)

  @Test("whatever was shown before, the terminal shows what it is to show")
  func anything() {
    var random = SeededRandom(seed: 7)
    var canvas = Canvas(colours: true)
    var paper = Paper(size)
    let styles: [Style] = [.plain, .strong, .heading, Style(.red), Style(.green, isFaint: true)]
    var lines = [Line](repeating: Line(), count: 8)
    for _ in 0..<2000 {
      let row = Int.random(in: 0..<8, using: &random)
      var line = Line()
      for _ in 0..<Int.random(in: 0..<6, using: &random) {
        let text = String(
          repeating: ["a", "b", " "].randomElement(using: &random) ?? "",
          count: .random(in: 0..<12, using: &random))
        line += Line(text, styles.randomElement(using: &random) ?? .plain)
      }
      lines[row] = line
      let shown = Array(lines.prefix(Int.random(in: 0...8, using: &random)))
      paper.write(canvas.show(shown, on: size))
      for (index, glyphs) in paper.rows.enumerated() {
        let wanted = index < shown.count ? shown[index] : Line()
        #expect(glyphs == wanted.fitted(to: size.columns).glyphs)
      }
      #expect(paper.style == .plain)
    }
  }

  @Test("what has not changed is not written")
  func unchanged() {
    var canvas = Canvas(colours: true)
    let lines = [Line("rate 100", .strong), Line("beside")]
    #expect(!canvas.show(lines, on: size).isEmpty)
    #expect(canvas.show(lines, on: size) == "")
    #expect(
      canvas.show([Line("rate 101", .strong), lines[1]], on: size) == "\u{1b}[1;8H\u{1b}[0;1m1\u{1b}[m")
    canvas.forget()
    #expect(canvas.show(lines, on: size).hasPrefix("\u{1b}[m\u{1b}[2J"))
    #expect(canvas.show(lines, on: Size(columns: 41, rows: 8)).hasPrefix("\u{1b}[m\u{1b}[2J"))
  }

  @Test("a size is never nothing, and never without bounds")
  func sizes() {
    #expect(Size(columns: 0, rows: -3) == Size(columns: 1, rows: 1))
    #expect(Size(columns: 70_000, rows: 70_000) == Size(columns: 1000, rows: 1000))
  }
}
