/// Octets that come in parts, and the lines that they make.
struct LineBuffer {
  private var octets: [UInt8] = []

  /// Takes the next part.
  mutating func append(_ part: [UInt8]) { octets += part }

  /// The next whole line, without its end; what is no UTF-8 in it is replaced.
  mutating func next() -> String? {
    guard let end = octets.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
    let line = String(decoding: octets[..<end], as: UTF8.self)
    octets.removeFirst(end + 1)
    return line
  }

  /// How much there is of a line that has not ended.
  var count: Int { octets.count }
}
