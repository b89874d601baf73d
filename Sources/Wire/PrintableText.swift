/// Octets that a stranger chose, as text that is safe to print on a terminal: printable ASCII, and `\xNN` for every
/// other octet; at most 64 characters, the last three `...` where there was more.
public struct PrintableText: Hashable, Sendable, CustomStringConvertible {
  /// The most characters.
  public static let limit = 64

  /// The text.
  public let description: String

  /// Takes octets as text.
  public init(_ octets: some Collection<UInt8>) {
    self.init(
      pieces: octets.lazy.map { Self.isPrintable($0) ? String(UnicodeScalar($0)) : "\\x" + hexOctet($0) })
  }

  /// Takes octets as a number: hexadecimal digits.
  public init(hexadecimal octets: some Collection<UInt8>) {
    self.init(pieces: octets.lazy.map(hexOctet))
  }

  /// Takes octets as text when all of them are printable, else as a number: an identifier can be either.
  public init(identifier octets: some Collection<UInt8>) {
    if octets.allSatisfy(Self.isPrintable) { self.init(octets) } else { self.init(hexadecimal: octets) }
  }

  // An escape is never cut in two.
  private init(pieces: some Sequence<String>) {
    var text = ""
    var short = ""
    for piece in pieces {
      if text.utf8.count + piece.utf8.count > Self.limit {
        description = short + "..."
        return
      }
      text += piece
      if text.utf8.count <= Self.limit - 3 { short = text }
    }
    description = text
  }

  private static func isPrintable(_ octet: UInt8) -> Bool { (0x20...0x7e).contains(octet) }
}
