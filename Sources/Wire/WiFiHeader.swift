/// The header of an IEEE 802.11 data frame (IEEE 802.11-2020 §9.3.2).
struct WiFiHeader {
  /// Octets with three addresses.
  static let length = 24

  /// Who sent it first, whichever station sends it on.
  let source: MACAddress
  /// Whether it goes to an access point, comes from one, and is sent again: a frame that an access point passes on, or
  /// that is sent again, is another copy of the same.
  let way: UInt8
  /// It is encrypted, or several frames in one: what is in it cannot be read.
  let isOpaque: Bool
  /// Where LLC begins.
  let payload: Range<Int>

  /// Nil when the header is not all there, or it is not of a frame that carries data. `isPadded`: the payload begins at
  /// a multiple of four octets.
  init?(_ bytes: Span<UInt8>, isPadded: Bool = false) {
    guard bytes.count >= Self.length else { return nil }
    let (control, flags) = (bytes[0], bytes[1])
    // Version 0, type 2, and none of the subtypes without data.
    guard control & 0x0f == 0x08, control & 0x40 == 0 else { return nil }
    let hasQoS = control & 0x80 != 0
    let isBetweenPoints = flags & 3 == 3
    let start = Self.length + (isBetweenPoints ? 6 : 0)
    let end = start + (hasQoS ? 2 : 0) + (hasQoS && flags & 0x80 != 0 ? 4 : 0)
    let body = isPadded ? (end + 3) & ~3 : end
    guard bytes.count >= body else { return nil }
    switch flags & 3 {
    case 2: source = bytes.macAddress(at: 16)
    case 3: source = bytes.macAddress(at: 24)
    default: source = bytes.macAddress(at: 10)
    }
    way = flags & 0x0b
    isOpaque = flags & 0x40 != 0 || hasQoS && bytes[start] & 0x80 != 0
    payload = body..<bytes.count
  }
}
