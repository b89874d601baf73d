/// A VLAN identifier, 12 bits (IEEE 802.1Q).
public struct VLANID: Hashable, Sendable, CustomStringConvertible {
  /// 0 (priority tag) to 4095.
  public let number: UInt16

  /// Takes the low 12 bits of a tag control information field.
  public init(tagControl: UInt16) { number = tagControl & 0x0fff }

  /// Decimal.
  public var description: String { String(number) }
}
