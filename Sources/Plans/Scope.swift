/// Which frames of a blocked source are dropped: dhcpward's SCOPE.
public enum Scope: String, Sendable, CaseIterable {
  /// UDP to port 67 over IPv4 and to port 547 over IPv6.
  case dhcp
  /// Every frame.
  case all
  /// 802.3 frames, whose type field is a length (ebtables `-p LENGTH`): AppleTalk, IPX, STP.
  case llc = "802.3"
}
