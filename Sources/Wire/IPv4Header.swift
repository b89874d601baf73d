/// The header of an IPv4 packet (RFC 791 §3.1).
struct IPv4Header {
  /// Octets of the header without options.
  static let minimumLength = 20
  /// UDP's protocol number.
  static let udp: UInt8 = 17

  /// Time to live.
  let hopLimit: UInt8
  /// Identification and header checksum, which a host's packets seldom share.
  let distinction: UInt32
  /// The source address.
  let source: IPv4Address
  /// The protocol of the payload.
  let proto: UInt8
  /// Where in the whole packet this fragment's payload begins, in units of eight octets.
  let fragmentOffset: UInt16
  /// Where the payload is: up to the total length when that can be believed, else what is there. Segmentation
  /// offload leaves a total length of 0.
  let payload: Range<Int>

  /// Nil when the header with its options is not all there, or is not IPv4's.
  @inline(__always)
  init?(_ bytes: Span<UInt8>) {
    guard bytes.count >= Self.minimumLength else { return nil }
    let first = bytes[0]
    let length = Int(first & 15) * 4
    guard first >> 4 == 4, length >= Self.minimumLength, bytes.count >= length else { return nil }
    let total = Int(bytes.uint16(at: 2))
    distinction = UInt32(bytes.uint16(at: 4)) << 16 | UInt32(bytes.uint16(at: 10))
    hopLimit = bytes[8]
    proto = bytes[9]
    source = IPv4Address(bits: bytes.uint32(at: 12))
    fragmentOffset = bytes.uint16(at: 6) & 0x1fff
    payload = length..<(total >= length && total < bytes.count ? total : bytes.count)
  }
}
