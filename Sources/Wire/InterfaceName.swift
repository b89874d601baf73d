/// The name of a network interface, as the kernel accepts it (`dev_valid_name` in net/core/dev.c).
public struct InterfaceName: Hashable, Sendable, LosslessStringConvertible {
  /// The longest name in bytes: IFNAMSIZ less the NUL.
  public static let maximumLength = 15

  private let text: String

  /// Nil when empty, longer than 15 bytes, `.` or `..`, or holding `/`, `:`, white space or a control byte.
  public init?(_ text: String) {
    guard (1...Self.maximumLength).contains(text.utf8.count), text != ".", text != ".." else { return nil }
    for byte in text.utf8 where byte <= 0x20 || byte == 0x7f || byte == UInt8(ascii: "/") || byte == UInt8(ascii: ":") {
      return nil
    }
    self.text = text
  }

  /// The name itself.
  public var description: String { text }
}

extension InterfaceName: Comparable {
  /// Orders by the text.
  public static func < (a: InterfaceName, b: InterfaceName) -> Bool { a.text < b.text }
}
