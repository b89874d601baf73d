/// The header of a Linux cooked capture, as `tcpdump -i any` writes it (LINKTYPE_LINUX_SLL and _SLL2).
struct LinuxCookedHeader {
  /// Octets of a version 1 header.
  static let length1 = 16
  /// Octets of a version 2 header.
  static let length2 = 20

  /// The link-layer source address.
  let source: MACAddress
  /// The protocol type: an EtherType, a tag, or 4 for 802.2 LLC.
  let type: UInt16
  /// Where the payload is.
  let payload: Range<Int>

  /// Nil when the header is not all there, or the address has not six octets.
  @inline(__always)
  init?(version1 bytes: Span<UInt8>) {
    guard bytes.count >= Self.length1, bytes.uint16(at: 4) == 6 else { return nil }
    source = bytes.macAddress(at: 6)
    type = bytes.uint16(at: 14)
    payload = Self.length1..<bytes.count
  }

  /// Nil when the header is not all there, or the address has not six octets.
  @inline(__always)
  init?(version2 bytes: Span<UInt8>) {
    guard bytes.count >= Self.length2, bytes[11] == 6 else { return nil }
    source = bytes.macAddress(at: 12)
    type = bytes.uint16(at: 0)
    payload = Self.length2..<bytes.count
  }
}
