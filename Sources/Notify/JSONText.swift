/// JSON by hand: a fixed order of keys, on one line, and no library that a daemon would have to carry.
enum JSONText {
  /// A string in quotes. Octets that are no UTF-8 were replaced when the String was made.
  static func string(_ text: String) -> String {
    var json = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": json += "\\\""
      case "\\": json += "\\\\"
      case "\n": json += "\\n"
      // U+2028 and U+2029 end a line in JavaScript.
      case "\0"..."\u{1f}", "\u{7f}"..."\u{9f}", "\u{2028}", "\u{2029}":
        json += "\\u" + hexadecimal(scalar.value)
      default: json.unicodeScalars.append(scalar)
      }
    }
    return json + "\""
  }

  /// A value, or null.
  static func value(_ value: Field.Value?) -> String {
    switch value {
    case nil: "null"
    case .text(let text)?: string(text)
    case .some(let number): "\(number)"
    }
  }

  /// An object of members whose values are JSON already.
  static func object(_ members: [(name: String, json: String)]) -> String {
    "{" + members.map { "\(string($0.name)):\($0.json)" }.joined(separator: ",") + "}"
  }

  private static func hexadecimal(_ value: UInt32) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 4 - digits.count) + digits
  }
}
