public import Wire

/// Where a source is on a bridge with several ports, and whose port that is.
public struct Whereabouts: Hashable, Sendable, CustomStringConvertible {
  /// The port its frames come in by.
  public var port: InterfaceName
  /// The guest that the port belongs to, by name or number; nil when nobody knows.
  public var guest: String?

  /// A place from its parts.
  public init(port: InterfaceName, guest: String? = nil) {
    self.port = port
    self.guest = guest
  }

  /// `vnet3, guest web1`
  public var description: String { "\(port)" + (guest.map { ", guest \($0)" } ?? "") }

  /// Reads what `description` wrote.
  init?(_ text: some StringProtocol) {
    let mark = text.firstRange(of: ", guest ")
    guard let port = InterfaceName(String(mark.map { text[..<$0.lowerBound] } ?? text[...])) else {
      return nil
    }
    self.init(port: port, guest: mark.map { String(text[$0.upperBound...]) })
  }
}
