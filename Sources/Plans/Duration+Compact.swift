internal import Wire

extension Duration {
  /// The length as nft(8) writes times: `1d2h`, `5m`, `1s500ms`. A part of a millisecond is rounded up, and what
  /// is not longer than nothing is `0s`.
  public var compact: String {
    let nanoseconds = clampedNanoseconds
    guard nanoseconds > 0 else { return "0s" }
    var rest = nanoseconds / 1_000_000 + (nanoseconds % 1_000_000 == 0 ? 0 : 1)
    var text = ""
    for (unit, length) in Self.compactUnits where rest >= length {
      text += "\(rest / length)\(unit)"
      rest %= length
    }
    return text
  }

  /// Reads what `compact` writes: numbers with `d`, `h`, `m`, `s`, `ms`, each once and the largest first. Nil for
  /// anything else, for nothing at all, and for more than 100 years.
  public init?(compact text: String) {
    var rest = text[...]
    var milliseconds: Int64 = 0
    var units = Self.compactUnits[...]
    while !rest.isEmpty {
      let digits = rest.prefix { ("0"..."9").contains($0) }
      let letters = rest.dropFirst(digits.count).prefix { ("a"..."z").contains($0) }
      guard (1...9).contains(digits.count), let count = Int64(digits),
        let index = units.firstIndex(where: { $0.unit == letters })
      else { return nil }
      milliseconds += count * units[index].length
      units = units[(index + 1)...]
      rest = rest.dropFirst(digits.count + letters.count)
    }
    guard milliseconds > 0, milliseconds <= 36_525 * 86_400_000 else { return nil }
    self = .milliseconds(milliseconds)
  }

  /// Reads a length as a person writes it: as `init(compact:)`, or a bare number of seconds as in fail2ban.
  public init?(length text: String) {
    let isNumber = text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    self.init(compact: isNumber ? text + "s" : text)
  }

  private static let compactUnits: [(unit: String, length: Int64)] = [
    ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1),
  ]
}
