/// The link-layer header in front of a frame, by libpcap's LINKTYPE_ numbers.
public enum LinkType: UInt16, Sendable, CaseIterable {
  /// LINKTYPE_ETHERNET.
  case ethernet = 1
  /// LINKTYPE_IEEE802_11.
  case wifi = 105
  /// LINKTYPE_LINUX_SLL, "cooked" v1.
  case linuxCooked = 113
  /// LINKTYPE_IEEE802_11_RADIOTAP.
  case radiotap = 127
  /// LINKTYPE_PPI: a header that names another link type.
  case perPacketInformation = 192
  /// LINKTYPE_PKTAP, of macOS: the same.
  case pktap = 258
  /// LINKTYPE_LINUX_SLL2, "cooked" v2.
  case linuxCooked2 = 276
  /// LINKTYPE_DSA_TAG_BRCM: a switch's tag of four octets behind the addresses.
  case switchBroadcom = 281
  /// LINKTYPE_DSA_TAG_BRCM_PREPEND: the same in front of them.
  case switchBroadcomPrepended = 282
  /// LINKTYPE_DSA_TAG_DSA, of Marvell.
  case switchMarvell = 284
  /// LINKTYPE_DSA_TAG_EDSA: the same behind an EtherType.
  case switchMarvellTyped = 285
}
