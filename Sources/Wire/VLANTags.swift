/// The outermost VLAN tags of a frame, at most three, without allocation.
public struct VLANTags: Hashable, Sendable {
  /// The most tags that are kept; any number is looked behind.
  public static let maximum = 3

  private var packed: UInt64 = 0

  /// No tags.
  public init() {}

  /// How many tags are kept.
  public var count: Int { Int(packed >> 48) }

  /// The ID of a tag, 0 the outermost; nil past the innermost.
  public subscript(index: Int) -> VLANID? {
    guard (0..<count).contains(index) else { return nil }
    return VLANID(tagControl: UInt16(truncatingIfNeeded: packed >> (16 * UInt64(index))))
  }

  /// Adds a tag inside those there are; one beyond `maximum` is not kept.
  public mutating func append(_ id: VLANID) {
    guard count < Self.maximum else { return }
    packed |= UInt64(id.number) << (16 * UInt64(count))
    packed += 1 << 48
  }
}
