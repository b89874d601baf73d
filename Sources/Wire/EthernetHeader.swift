/// The header of an Ethernet frame: destination, source, and a type or a length (IEEE 802.3 §3.1.1).
struct EthernetHeader {
  /// Octets of the header.
  static let length = 14

  /// The source address.
  let source: MACAddress
  /// The type, or the length of an 802.3 frame.
  let type: UInt16
  /// Where the payload is.
  let payload: Range<Int>

  /// Nil when the header is not all there.
  @inline(__always)
  init?(_ bytes: Span<UInt8>) {
    guard bytes.count >= Self.length else { return nil }
    source = bytes.macAddress(at: 6)
    type = bytes.uint16(at: 12)
    payload = Self.length..<bytes.count
  }
}
