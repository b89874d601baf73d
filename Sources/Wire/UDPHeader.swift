/// The header of a UDP datagram (RFC 768), as much of it as is there.
struct UDPHeader {
  /// Octets of the whole header.
  static let length = 8

  /// The source port.
  let sourcePort: UInt16
  /// The destination port.
  let destinationPort: UInt16
  /// Length and checksum; 0 when the header is cut.
  let distinction: UInt32
  /// Where the payload is, up to the length field or to the end of what is there; nil when the header is cut
  /// or its length field impossible. The checksum is not looked at: offload leaves partial ones.
  let payload: Range<Int>?
  /// The length field promises more than is there: a first fragment, or a short capture.
  let isCut: Bool

  /// Nil when the ports are not there. `mayBeJumbo`: a length of 0 is a jumbogram's (RFC 2675 §4), so what is there is
  /// the payload; IPv6 only.
  @inline(__always)
  init?(_ bytes: Span<UInt8>, mayBeJumbo: Bool = false) {
    guard bytes.count >= 4 else { return nil }
    sourcePort = bytes.uint16(at: 0)
    destinationPort = bytes.uint16(at: 2)
    distinction = bytes.count >= Self.length ? bytes.uint32(at: 4) : 0
    let named = Int(distinction >> 16)
    let promised = mayBeJumbo && named == 0 && bytes.count >= Self.length ? bytes.count : named
    isCut = promised > bytes.count
    payload = promised >= Self.length ? Self.length..<min(promised, bytes.count) : nil
  }
}
