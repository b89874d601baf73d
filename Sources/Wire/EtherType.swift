/// What an EtherType field, or the field in its place, says about the octets behind it.
enum EtherType {
  /// IPv4 (RFC 894).
  static let ipv4: UInt16 = 0x0800
  /// IPv6 (RFC 2464).
  static let ipv6: UInt16 = 0x86dd
  /// 802.2 LLC follows, in the protocol field of a Linux cooked header (`LINUX_SLL_P_802_2`).
  static let cooked802_2: UInt16 = 0x0004
  /// The largest value that is a length and not a type (IEEE 802.3 §3.2.6).
  static let maximumLength: UInt16 = 1500

  /// A tag of IEEE 802.1Q (0x8100), 802.1ad (0x88a8), or its forerunner (0x9100).
  @inline(__always)
  static func isTag(_ type: UInt16) -> Bool {
    type == 0x8100 || type == 0x88a8 || type == 0x9100
  }
}
