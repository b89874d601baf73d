import Wire

extension Int {
  /// With commas between thousands.
  var grouped: String {
    let digits = String(magnitude)
    var text = ""
    for (place, digit) in digits.enumerated() {
      if place > 0, (digits.count - place) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return (self < 0 ? "-" : "") + text
  }

  /// `1 source`, `2 sources`.
  func of(_ noun: String) -> String { "\(grouped) \(noun)\(self == 1 ? "" : "s")" }
}

extension Double {
  /// With one decimal below 10 and none above.
  var short: String {
    if self >= 9.95 { return Int(rounded()).grouped }
    let tenths = Int((self * 10).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
  }

  /// The binary logarithm, straight between powers of two: fit for drawing, as it grows and needs no library.
  var roughLog2: Double { self < 1 ? 0 : Double(exponent) + significand - 1 }
}

extension Timestamp {
  /// `2026-11-23`
  var day: String { String(description.prefix(10)) }
  /// `16:07:00`
  var time: String { String(description.dropFirst(11).prefix(8)) }
  /// `23 November 2026`
  var date: String {
    let parts = day.split(separator: "-").map { Int($0) ?? 1 }
    return "\(parts[2]) \(Self.months[(parts[1] - 1) % 12]) \(parts[0])"
  }
  /// `23 Nov`
  var shortDate: String {
    let parts = date.split(separator: " ")
    return "\(parts[0]) \(parts[1].prefix(3))"
  }

  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November",
    "December",
  ]
}

extension Duration {
  /// A length that was measured, to two digits or so: `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`, `3 days`.
  var rough: String {
    let seconds = Double(clampedNanoseconds) / 1e9
    if seconds < 0.001 { return "less than a millisecond" }
    if seconds < 0.0995 { return "\(Int((seconds * 1000).rounded())) ms" }
    if seconds < 59.5 { return "\(seconds.short) s" }
    let whole = Int(seconds.rounded())
    if whole < 3600 { return Self.two(whole / 60, "min", whole % 60, "s") }
    if whole < 48 * 3600 { return Self.two(whole / 3600, "h", whole / 60 % 60, "min") }
    return "\((seconds / 86_400).short) days"
  }

  private static func two(_ large: Int, _ one: String, _ small: Int, _ other: String) -> String {
    small == 0 ? "\(large) \(one)" : "\(large) \(one) \(small) \(other)"
  }
}
