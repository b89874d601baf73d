/// The name of a network interface, as the kernel accepts it (`dev_valid_name` in net/core/dev.c).
public struct InterfaceName: Hashable, Sendable, LosslessStringConvertible {
  /// The longest name in bytes: IFNAMSIZ less the NUL.
  public static let maximumLength = 15

  private let text: String

  /// Nil when empty, longer than 15 bytes, `.` or `..`, or holding `/`, `:`, a control byte, or what the kernel
  /// takes for white space, Latin-1's 0xa0 included. `%` neither: the kernel takes `br%d` for a pattern, and makes
  /// a name of its own of it (`__dev_alloc_name`), so that no interface bears one.
  public init?(_ text: String) {
    guard (1...Self.maximumLength).contains(text.utf8.count), text != ".", text != ".." else { return nil }
    let refused: [UInt8] = [UInt8(ascii: "/"), UInt8(ascii: ":"), UInt8(ascii: "%"), 0x7f, 0xa0]
    guard text.utf8.allSatisfy({ $0 > 0x20 && !refused.contains($0) }) else { return nil }
    self.text = text
  }

  /// The name itself.
  public var description: String { text }
}

extension InterfaceName: Comparable {
  /// Orders by the text.
  public static func < (a: InterfaceName, b: InterfaceName) -> Bool { a.text < b.text }
}
