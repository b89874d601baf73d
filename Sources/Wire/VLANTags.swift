/// Up to three VLAN tags of a frame, without allocation.
public struct VLANTags: Hashable, Sendable {
  /// The most tags that are looked behind.
  public static let maximum = 3

  private var packed: UInt64 = 0

  /// No tags.
  public init() {}

  /// How many tags there are.
  public var count: Int { Int(packed >> 48) }

  /// The ID of a tag, 0 the outermost; nil past the innermost.
  public subscript(index: Int) -> VLANID? {
    guard (0..<count).contains(index) else { return nil }
    return VLANID(tagControl: UInt16(truncatingIfNeeded: packed >> (16 * UInt64(index))))
  }

  /// Adds a tag inside those there are; a fourth is refused with false.
  public mutating func append(_ id: VLANID) -> Bool {
    guard count < Self.maximum else { return false }
    packed |= UInt64(id.number) << (16 * UInt64(count))
    packed += 1 << 48
    return true
  }
}
