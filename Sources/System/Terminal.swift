import CLinux
import Glibc

/// The terminal at standard output and standard input, for a program that draws on all of it. However the program goes
/// its way out, `restore` or the end of this object leaves the terminal as it was.
public final class Terminal {
  /// Standard input is a terminal too, so keys can be read.
  public let hasKeys: Bool
  /// To be polled for keys.
  public static let keys: Int32 = 0

  // The other screen, no cursor, no wrapping at the edge; and back.
  private static let begin = "\u{1b}[?1049h\u{1b}[?25l\u{1b}[?7l\u{1b}[m\u{1b}[2J"
  private static let end = "\u{1b}[m\u{1b}[?7h\u{1b}[?25h\u{1b}[?1049l"
  private var before: termios?
  private var isTaken = false

  /// Whether standard output is a terminal that understands control sequences.
  public static var isThere: Bool {
    let kind = Environment["TERM"]
    return isatty(1) == 1 && kind != nil && kind != "" && kind != "dumb"
  }

  /// Colours are wanted there (no-color.org).
  public static var wantsColours: Bool { isThere && (Environment["NO_COLOR"] ?? "").isEmpty }

  /// It shows more than ASCII, as locale(7) says.
  public static var isUnicode: Bool {
    let name = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { Environment[$0] }.first { !$0.isEmpty } ?? ""
    let letters = name.lowercased().filter { $0 != "-" }
    return letters.contains("utf8")
  }

  /// Takes the terminal.
  public init() throws(SystemError) {
    hasKeys = isatty(Self.keys) == 1
    try take()
  }

  deinit { restore() }

  /// Takes it again, as after the program was stopped and goes on.
  public func take() throws(SystemError) {
    guard !isTaken else { return }
    if hasKeys {
      var attributes = termios()
      guard unsafe tcgetattr(Self.keys, &attributes) == 0 else {
        throw SystemError("take the terminal", errno: errno)
      }
      if before == nil { before = attributes }
      // Keys come one by one and are not shown; those that send signals still do.
      attributes.c_lflag &= ~tcflag_t(ICANON | ECHO)
      guard unsafe tcsetattr(Self.keys, TCSADRAIN, &attributes) == 0 else {
        throw SystemError("take the terminal", errno: errno)
      }
    }
    isTaken = true
    try StandardStream.output.write(Self.begin)
  }

  /// Gives it back as it was.
  public func restore() {
    guard isTaken else { return }
    isTaken = false
    // A terminal that is gone needs nothing.
    try? StandardStream.output.write(Self.end)
    if var before { unsafe _ = tcsetattr(Self.keys, TCSADRAIN, &before) }
  }

  /// Columns and rows now; 80 and 24 when it does not know.
  public static var size: (columns: Int, rows: Int) {
    let size = dhcpward_window(1)
    return size.columns > 0 && size.rows > 0 ? (Int(size.columns), Int(size.rows)) : (80, 24)
  }

  /// What was typed, as the terminal sends it; nil when the terminal is gone.
  public func typed() -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = unsafe read(Self.keys, &bytes, bytes.count)
    if count < 0, errno == EINTR || errno == EAGAIN { return [] }
    return count > 0 ? Array(bytes.prefix(count)) : nil
  }

  /// Stops this process, as Ctrl-Z does, and takes the terminal again when it goes on.
  public func suspend() throws(SystemError) {
    restore()
    kill(getpid(), SIGSTOP)
    try take()
  }
}
