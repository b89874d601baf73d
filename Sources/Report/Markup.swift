import Wire

/// HTML that cannot be broken out of: what is put into it as text is escaped, only other markup goes in as it is.
///
/// It is well-formed XML, too, so that any strict parser can judge it.
struct Markup: ExpressibleByStringInterpolation, Sendable {
  private(set) var text: String

  init(stringLiteral text: String) { self.text = text }
  init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }

  /// Parts in a row.
  init(_ parts: some Sequence<Markup>) { text = parts.lazy.map(\.text).joined(separator: "\n") }

  struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var text = ""

    init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity * 2) }

    mutating func appendLiteral(_ literal: String) { text += literal }
    mutating func appendInterpolation(_ markup: Markup?) { text += markup?.text ?? "" }
    mutating func appendInterpolation(_ parts: [Markup]) { text += Markup(parts).text }
    mutating func appendInterpolation(_ number: Int) { text += String(number) }

    /// Text of any origin, in an element or in a quoted attribute.
    mutating func appendInterpolation(_ foreign: String) {
      for scalar in String(foreign: foreign.utf8).unicodeScalars {
        switch scalar {
        case "&": text += "&amp;"
        case "<": text += "&lt;"
        case ">": text += "&gt;"
        case "\"": text += "&quot;"
        case "'": text += "&#39;"
        default: text.unicodeScalars.append(scalar)
        }
      }
    }
  }
}
