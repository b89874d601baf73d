/// One VLAN tag behind its own type: the tag control information and the type it hides (IEEE 802.1Q §9.6).
struct VLANHeader {
  /// Octets of the header, the tag's type being the last field of the header before it.
  static let length = 4

  /// The VLAN.
  let id: VLANID
  /// The type, or the length of an 802.3 frame, of what was tagged.
  let type: UInt16
  /// Where the payload is.
  let payload: Range<Int>

  /// Nil when the header is not all there.
  @inline(__always)
  init?(_ bytes: Span<UInt8>) {
    guard bytes.count >= Self.length else { return nil }
    id = VLANID(tagControl: bytes.uint16(at: 0))
    type = bytes.uint16(at: 2)
    payload = Self.length..<bytes.count
  }
}
