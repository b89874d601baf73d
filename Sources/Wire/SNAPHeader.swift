/// An 802.2 LLC header of the unnumbered kind with the SNAP that names an EtherType (RFC 1042).
struct SNAPHeader {
  /// Octets of LLC and SNAP together.
  static let length = 8

  /// The EtherType.
  let type: UInt16
  /// Where the payload is.
  let payload: Range<Int>

  /// Nil when the headers are not all there, the LLC is not `aa aa 03`, or the OUI is neither 00:00:00
  /// (RFC 1042) nor 00:00:f8 (IEEE 802.1H's bridge tunnel).
  @inline(__always)
  init?(_ bytes: Span<UInt8>) {
    guard bytes.count >= Self.length, bytes.uint32(at: 0) == 0xaaaa_0300, bytes[4] == 0,
      bytes[5] == 0 || bytes[5] == 0xf8
    else { return nil }
    type = bytes.uint16(at: 6)
    payload = Self.length..<bytes.count
  }
}
