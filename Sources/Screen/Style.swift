/// How characters look on a terminal: the eight colours of ECMA-48 that every terminal has, and three attributes.
public struct Style: Hashable, Sendable {
  /// A colour, by what it says here.
  public enum Ink: Int, Sendable {
    /// The terminal's own.
    case plain = 39
    /// Dropped, lost, wrong.
    case red = 31
    /// All is well.
    case green = 32
    /// May need a person.
    case yellow = 33
    /// Left alone on purpose.
    case cyan = 36
  }

  /// The colour.
  public var ink: Ink
  /// Bold.
  public var isStrong: Bool
  /// Fainter than the rest.
  public var isFaint: Bool
  /// Foreground and background changed over.
  public var isReversed: Bool

  /// A style from its parts.
  public init(_ ink: Ink, isStrong: Bool = false, isFaint: Bool = false, isReversed: Bool = false) {
    self.ink = ink
    self.isStrong = isStrong
    self.isFaint = isFaint
    self.isReversed = isReversed
  }

  /// As the terminal writes by itself.
  public static let plain = Style(.plain)
  /// What matters.
  public static let strong = Style(.plain, isStrong: true)
  /// What is there to be looked up.
  public static let faint = Style(.plain, isFaint: true)
  /// Heads of tables.
  public static let heading = Style(.plain, isReversed: true)

  /// The control sequence (SGR) that turns it on and every other style off. Without colours (NO_COLOR) only the
  /// attributes are left.
  public func sequence(colours: Bool) -> String {
    var codes = ["0"]
    if isStrong { codes.append("1") }
    if isFaint { codes.append("2") }
    if isReversed { codes.append("7") }
    if colours, ink != .plain { codes.append("\(ink.rawValue)") }
    return codes.count == 1 ? "\u{1b}[m" : "\u{1b}[\(codes.joined(separator: ";"))m"
  }
}
