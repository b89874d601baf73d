/// A line of a terminal: characters that take one column each, and how each looks.
///
/// Whatever text is put into it, what comes out moves no cursor, hides nothing and has the width it says: controls,
/// escapes, marks that join with others, and scripts that are written from the right or in two columns become `?`.
public struct Line: Hashable, Sendable {
  /// One column.
  public struct Glyph: Hashable, Sendable {
    /// What is there.
    public var scalar: Unicode.Scalar
    /// How it looks.
    public var style: Style

    /// A column from its parts; the character must be one that a line lets through.
    public init(scalar: Unicode.Scalar, style: Style) {
      self.scalar = scalar
      self.style = style
    }

    /// Nothing.
    public static let blank = Glyph(scalar: " ", style: .plain)
  }

  /// The columns from the left.
  public private(set) var glyphs: [Glyph]

  /// A line of one style.
  public init(_ text: String = "", _ style: Style = .plain) {
    glyphs = text.unicodeScalars.map { Glyph(scalar: $0.isOneColumn ? $0 : "?", style: style) }
  }

  private init(glyphs: [Glyph]) { self.glyphs = glyphs }

  /// Columns.
  public var width: Int { glyphs.count }

  /// Without styles.
  public var text: String {
    var scalars = String.UnicodeScalarView()
    scalars.append(contentsOf: glyphs.lazy.map(\.scalar))
    return String(scalars)
  }

  /// One behind the other.
  public static func + (left: Line, right: Line) -> Line { Line(glyphs: left.glyphs + right.glyphs) }

  /// Puts another behind it.
  public static func += (left: inout Line, right: Line) { left.glyphs += right.glyphs }

  /// At most that wide; where something was cut off the last column is `~`.
  public func clipped(to limit: Int) -> Line {
    guard width > limit else { return self }
    guard limit > 0 else { return Line() }
    var kept = Array(glyphs[..<limit])
    kept[limit - 1].scalar = "~"
    return Line(glyphs: kept)
  }

  /// Exactly that wide.
  public func fitted(to width: Int, isRight: Bool = false) -> Line {
    let kept = clipped(to: width)
    let padding = Line(String(repeating: " ", count: width - kept.width))
    return isRight ? padding + kept : kept + padding
  }

  /// Every column changed over, as a selected line is shown.
  public var reversed: Line {
    Line(glyphs: glyphs.map { Glyph(scalar: $0.scalar, style: $0.style.reversed) })
  }

  /// Without blanks at its end.
  public var trimmed: Line {
    Line(glyphs: Array(glyphs[..<((glyphs.lastIndex { $0 != .blank } ?? -1) + 1)]))
  }

  /// For a terminal, or with `isStyled` false for anything else.
  public func rendered(isStyled: Bool, colours: Bool) -> String {
    guard isStyled else { return text }
    var text = ""
    var style = Style.plain
    for glyph in glyphs {
      if glyph.style != style { text += glyph.style.sequence(colours: colours) }
      style = glyph.style
      text.unicodeScalars.append(glyph.scalar)
    }
    return style == .plain ? text : text + Style.plain.sequence(colours: colours)
  }
}

extension Style {
  fileprivate var reversed: Style {
    var other = self
    other.isReversed.toggle()
    return other
  }
}

extension Unicode.Scalar {
  /// A terminal surely shows it in one column, from the left, and for what it is.
  fileprivate var isOneColumn: Bool {
    if value < 0x7f { return value >= 0x20 }
    // The blocks of a sparkline, and arrows; then Latin, Greek and Cyrillic. The rest may be wide, joined, or from the
    // right.
    if (0x2581...0x2588).contains(value) || (0x2190...0x2193).contains(value) { return true }
    guard value >= 0xa0, value < 0x590 else { return false }
    switch properties.generalCategory {
    case .control, .format, .unassigned, .nonspacingMark, .enclosingMark, .spacingMark: return false
    default: return true
    }
  }
}
