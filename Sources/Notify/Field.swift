/// One thing that an event says, under its stable name (docs/events.md). JSON has it by that name; the journal and the
/// variables of a hook by the same in capitals, behind `DHCPWARD_`.
struct Field: Hashable, Sendable {
  /// What it says.
  enum Value: Hashable, Sendable {
    case text(String)
    case integer(Int)
    /// Thousandths, so that nothing is lost on the way to text.
    case thousandths(Int64)
  }

  let name: String
  /// Nil when it is not known, or does not apply.
  let value: Value?

  init(_ name: String, _ value: Value?) { (self.name, self.value) = (name, value) }

  init(_ name: String, _ text: String?) { self.init(name, text.map(Value.text)) }

  init(_ name: String, _ number: Int?) { self.init(name, number.map(Value.integer)) }

  /// `DHCPWARD_LENGTH_S`
  var systemName: String { "DHCPWARD_" + name.uppercased() }
}

extension Field.Value: CustomStringConvertible {
  /// As text, the same in every format.
  var description: String {
    switch self {
    case .text(let text): text
    case .integer(let number): "\(number)"
    case .thousandths(let number): Self.decimal(number)
    }
  }

  private static func decimal(_ number: Int64) -> String {
    let (whole, rest) = number.magnitude.quotientAndRemainder(dividingBy: 1000)
    var digits = "\(1000 + rest)".dropFirst()
    while digits.last == "0" { digits = digits.dropLast() }
    return (number < 0 ? "-" : "") + "\(whole)" + (digits.isEmpty ? "" : ".\(digits)")
  }
}
