extension RelayedLine: LosslessStringConvertible {
  /// Reads `line 6430/0102 of 10.9.0.1 behind 02:00:00:00:00:aa`: the circuit and the remote in hexadecimal; each of
  /// what follows may be missing.
  public init?(_ text: String) {
    var words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)[...]
    guard words.popFirst() == "line", let names = words.popFirst() else { return nil }
    let parts = names.split(separator: "/", omittingEmptySubsequences: false).map(Self.octets)
    guard (1...2).contains(parts.count), let circuit = parts[0], let remote = parts.count > 1 ? parts[1] : [],
      !circuit.isEmpty || !remote.isEmpty
    else { return nil }
    self.init(circuit: circuit, remote: remote)
    while let word = words.popFirst() {
      guard let value = words.popFirst() else { return nil }
      switch word {
      case "of" where relay == nil && router == nil:
        relay = IPAddress(value)
        if relay == nil { return nil }
      case "behind" where router == nil:
        router = MACAddress(value)
        if router == nil { return nil }
      default: return nil
      }
    }
  }

  /// `line 6430/0102 of 10.9.0.1 behind 02:00:00:00:00:aa`
  public var description: String {
    let names = Self.hexadecimal(circuit) + (remote.isEmpty ? "" : "/" + Self.hexadecimal(remote))
    return "line \(names)" + (relay.map { " of \($0)" } ?? "") + (router.map { " behind \($0)" } ?? "")
  }

  private static func hexadecimal(_ octets: [UInt8]) -> String { octets.map(hexOctet).joined() }

  private static func octets(_ text: Substring) -> [UInt8]? {
    let digits = Array(text.utf8)
    guard digits.count.isMultiple(of: 2) else { return nil }
    var octets: [UInt8] = []
    for place in stride(from: 0, to: digits.count, by: 2) {
      guard let high = hexDigitValue(digits[place]), let low = hexDigitValue(digits[place + 1]) else {
        return nil
      }
      octets.append(UInt8(high << 4 | low))
    }
    return octets
  }
}
