/// The header that a Wi-Fi driver puts in front of an IEEE 802.11 frame (radiotap.org): only how long it is, and whether
/// the driver aligned what follows.
struct RadiotapHeader {
  /// There are octets between the IEEE 802.11 header and what it carries, up to a multiple of four.
  let isPadded: Bool
  /// Where the IEEE 802.11 header begins.
  let payload: Range<Int>

  /// Nil when the header is not all there.
  init?(_ bytes: Span<UInt8>) {
    guard bytes.count >= 8, bytes[0] == 0 else { return nil }
    let length = Int(bytes.littleEndian16(at: 2))
    guard (8...bytes.count).contains(length) else { return nil }
    payload = length..<bytes.count
    // Bit 31 of a word of what is present says that another follows.
    var place = 4
    while bytes[place + 3] & 0x80 != 0 {
      place += 4
      guard place + 4 <= length else { return nil }
    }
    var field = place + 4
    if bytes[4] & 1 != 0 { field = (field + 7) & ~7 + 8 }
    isPadded = bytes[4] & 2 != 0 && field < length && bytes[field] & 0x20 != 0
  }
}
