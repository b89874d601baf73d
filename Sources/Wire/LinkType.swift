/// The link-layer header in front of a frame, by libpcap's LINKTYPE_ numbers.
public enum LinkType: UInt16, Sendable {
  /// LINKTYPE_ETHERNET.
  case ethernet = 1
  /// LINKTYPE_LINUX_SLL, "cooked" v1.
  case linuxCooked = 113
  /// LINKTYPE_LINUX_SLL2, "cooked" v2.
  case linuxCooked2 = 276
}
