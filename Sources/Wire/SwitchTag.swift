/// The tag that a switch chip puts into a frame on its way to the host's CPU (Linux, net/dsa/tag_*.c), four octets between
/// the source address and the type.
struct SwitchTag {
  /// The VLAN that the chip took off, where it did.
  let vlan: VLANID?
  /// The type, or the length of an 802.3 frame.
  let type: UInt16
  /// Where the payload is.
  let payload: Range<Int>

  /// Nil when it is not all there. `tag` is where the four octets are; `isMarvell`: they may hold a VLAN.
  init?(_ bytes: Span<UInt8>, at tag: Int, isMarvell: Bool) {
    guard bytes.count >= tag + 6 else { return nil }
    let isTagged = isMarvell && bytes[tag] & 0x20 != 0
    vlan = isTagged ? VLANID(tagControl: bytes.uint16(at: tag + 2)) : nil
    type = bytes.uint16(at: tag + 4)
    payload = tag + 6..<bytes.count
  }
}
