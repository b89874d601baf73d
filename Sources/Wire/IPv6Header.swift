/// The header of an IPv6 packet with the extension headers behind it (RFC 8200 §3, §4; RFC 4302 §2).
struct IPv6Header {
  /// Octets of the header without extensions.
  static let length = 40

  /// The flow label, 20 bits.
  let flowLabel: UInt32
  /// The payload length field, as it is.
  let payloadLength: UInt16
  /// The hop limit.
  let hopLimit: UInt8
  /// The source address is one that routers pass on: neither unspecified nor of the link alone (RFC 4291 §2.5).
  let hasRoutableSource: Bool
  /// The protocol behind the extension headers.
  let proto: UInt8
  /// What is behind the extension headers: up to the payload length when that can be believed, else what is there.
  /// Segmentation offload leaves a length of 0, and so does a jumbogram (RFC 2675).
  let payload: Range<Int>

  /// Nil when the headers are not all there, are not IPv6's, or this is a later fragment.
  init?(_ bytes: Span<UInt8>) {
    guard bytes.count >= Self.length, bytes[0] >> 4 == 6 else { return nil }
    flowLabel = bytes.uint32(at: 0) & 0xf_ffff
    payloadLength = bytes.uint16(at: 4)
    hopLimit = bytes[7]
    let prefix = bytes.uint16(at: 8)
    hasRoutableSource = prefix != 0 && prefix & 0xffc0 != 0xfe80
    let promised = Self.length + Int(payloadLength)
    let end = payloadLength > 0 && promised < bytes.count ? promised : bytes.count
    var next = bytes[6]
    var at = Self.length
    while let unit = Self.unit(of: next) {
      // As many as there are (RFC 8200 §4.1): each takes eight octets or more.
      guard end - at >= 8 else { return nil }
      if next == Self.fragment, bytes.uint16(at: at + 2) & 0xfff8 != 0 { return nil }
      let length = unit.fixed + unit.counted * Int(bytes[at + 1])
      guard end - at >= length else { return nil }
      next = bytes[at]
      at += length
    }
    proto = next
    payload = at..<end
  }

  private static let fragment: UInt8 = 44

  /// How long an extension header is: octets always there, and octets that its length field counts; nil for what is
  /// none or cannot be looked behind.
  @inline(__always)
  private static func unit(of header: UInt8) -> (fixed: Int, counted: Int)? {
    switch header {
    case 0, 43, 60: (8, 8)  // Hop-by-Hop Options, Routing, Destination Options.
    case 51: (8, 4)  // Authentication.
    case fragment: (8, 0)
    default: nil
    }
  }
}
