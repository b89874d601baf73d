extension Timestamp: LosslessStringConvertible {
  /// RFC 3339 in UTC, with as much of the fraction as is not zero: `2026-11-23T16:07:00Z`.
  public var description: String {
    let second = nanoseconds.floored(by: 1_000_000_000)
    let date = CivilDate(daysSinceEpoch: second.quotient.floored(by: 86_400).quotient)
    let time = second.quotient.floored(by: 86_400).remainder
    var text = "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))"
    text += "T\(padded(time / 3600, 2)):\(padded(time / 60 % 60, 2)):\(padded(time % 60, 2))"
    if second.remainder != 0 {
      var fraction = padded(second.remainder, 9)
      while fraction.last == "0" { fraction.removeLast() }
      text += "." + fraction
    }
    return text + "Z"
  }

  /// Reads `YYYY-MM-DDTHH:MM:SS[.fraction]Z`, up to nine digits of fraction; no other offset.
  public init?(_ text: String) {
    let utf8 = Array(text.utf8)
    guard utf8.count >= 20, utf8.last == UInt8(ascii: "Z"),
      zip([4, 7, 10, 13, 16], "--T::".utf8).allSatisfy({ utf8[$0] == $1 }),
      let year = decimal(utf8[0..<4]), let month = decimal(utf8[5..<7]), let day = decimal(utf8[8..<10]),
      let hour = decimal(utf8[11..<13]), let minute = decimal(utf8[14..<16]),
      let second = decimal(utf8[17..<19]),
      let date = CivilDate(year: year, month: month, day: day), hour < 24, minute < 60, second <= 60
    else { return nil }
    var nanoseconds: Int64 = 0
    if utf8.count > 20 {
      let digits = utf8[20..<utf8.count - 1]
      guard utf8[19] == UInt8(ascii: "."), digits.count <= 9, let fraction = decimal(digits) else {
        return nil
      }
      nanoseconds = (digits.count..<9).reduce(fraction) { value, _ in value * 10 }
    }
    self.init(
      seconds: date.daysSinceEpoch * 86_400 + hour * 3600 + minute * 60 + second, nanoseconds: nanoseconds)
  }
}

private func padded(_ value: Int64, _ width: Int) -> String {
  let digits = String(value)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

private func decimal(_ digits: ArraySlice<UInt8>) -> Int64? {
  guard !digits.isEmpty else { return nil }
  var value: Int64 = 0
  for digit in digits {
    guard (0x30...0x39).contains(digit) else { return nil }
    value = value * 10 + Int64(digit - 0x30)
  }
  return value
}
