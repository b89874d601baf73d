import Wire

extension Threshold: LosslessStringConvertible {
  /// Reads `[warn:|block:][KIND:]COUNT/WINDOW`, the window with its unit ms, s, m or h: `20/5s`, `decline:10/10m`,
  /// `warn:13/60s`. Nil outside `counts` and `windows`.
  public init?(_ text: String) {
    var parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard let rate = parts.popLast()?.split(separator: "/", omittingEmptySubsequences: false), rate.count == 2
    else { return nil }
    var level = Level.block
    if let named = Level.allCases.first(where: { parts.first == $0.word[...] }) {
      level = named
      parts.removeFirst()
    }
    var kind: MessageKind?
    if let name = parts.popLast() {
      guard let named = MessageKind.allCases.first(where: { $0.name == name }) else { return nil }
      kind = named
    }
    guard parts.isEmpty, let count = Self.decimal(rate[0]), Self.counts.contains(Int(count)),
      let window = Self.duration(rate[1]), Self.windows.contains(window)
    else { return nil }
    self.init(kind: kind, count: Int(count), window: window, level: level)
  }

  /// The text that reads back as this threshold; `block:` is left out.
  public var description: String {
    let (amount, unit) = window.inLargestUnit
    let prefix = (level == .warn ? "warn:" : "") + (kind.map { $0.name + ":" } ?? "")
    return "\(prefix)\(count)/\(amount)\(unit.rawValue)"
  }

  private static func duration(_ text: Substring) -> Duration? {
    let digits = text.prefix { "0" <= $0 && $0 <= "9" }
    guard let amount = decimal(digits), let unit = Duration.Unit(rawValue: String(text[digits.endIndex...]))
    else { return nil }
    return .milliseconds(amount * unit.inMilliseconds)
  }

  /// Up to nine ASCII digits, so that no unit can overflow.
  private static func decimal(_ text: Substring) -> Int64? {
    guard (1...9).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      return nil
    }
    return Int64(text)
  }
}

extension Threshold.Level {
  var word: String { "\(self)" }
}
