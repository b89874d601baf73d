/// A value that needs no quotes: true, a number, a date. Of these only what no reader of TOML could take otherwise; no
/// setting wants more of them than whole numbers and truth.
enum Bareword {
  /// What it says; nil when it is none.
  static func node(_ word: ArraySlice<UInt8>) -> SettingsNode? {
    let text = String(decoding: word, as: UTF8.self)
    switch text {
    case "true": return .flag(true)
    case "false": return .flag(false)
    case "nan", "inf": return .other
    default: break
    }
    guard word.count <= 35 else { return nil }
    if isNumber(text) { return Int(text).map(SettingsNode.number) ?? .other }
    return isMoment(text) ? .other : nil
  }

  private static func isNumber(_ text: String) -> Bool {
    var digits = text[...]
    if digits.hasPrefix("-") || digits.hasPrefix("+") { digits.removeFirst() }
    let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
    // 64 bits hold any number of eighteen digits.
    guard let whole = parts.first, parts.count <= 2, whole == "0" || !whole.hasPrefix("0") else {
      return false
    }
    return parts.allSatisfy { (1...18).contains($0.utf8.count) && $0.utf8.allSatisfy(isDigit) }
  }

  // With every digit as 0 there are few shapes of dates and times.
  private static func isMoment(_ text: String) -> Bool {
    let shape = String(text.map { $0.isASCII && $0.isNumber ? "0" : $0 })
    let (date, time) = ("0000-00-00", "00:00:00")
    let moments = ["T", " "].map { date + $0 + time }
    return ([date, time] + moments + moments.map { $0 + "Z" }).contains(shape)
  }

  private static func isDigit(_ octet: UInt8) -> Bool { (0x30...0x39).contains(octet) }
}
