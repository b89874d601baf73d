/// How frames are made to pass through rules: dhcpward's MODE.
public enum Mode: String, Sendable, CaseIterable {
  /// A single-port bridge is built and the port's addresses move to it.
  case bridge
  /// A bridge that is already there is used as it is.
  case existing
  /// The old "real examples" page: a single-port bridge, the address stays on the port, broute routes unicast
  /// up. Printed only, never applied: docs/blocking.md says what it breaks.
  case brouteClassic = "broute-classic"
}

/// The tool's language a rule is written in: dhcpward's DIALECT.
public enum Dialect: String, Sendable, CaseIterable {
  /// Table `bridge dhcpward`, nft(8).
  case nftables
  /// User chain `DHCPWARD` of table filter, ebtables(8).
  case ebtables
}

/// Which frames of a blocked source are dropped: dhcpward's SCOPE.
public enum Scope: String, Sendable, CaseIterable {
  /// UDP to port 67 over IPv4 and to port 547 over IPv6.
  case dhcp
  /// Every frame.
  case all
  /// 802.3 frames, whose type field is a length (ebtables `-p LENGTH`): AppleTalk, IPX, STP.
  case llc = "802.3"
}

/// Who asked for a thing that dhcpward made, so that each undoes only its own.
public enum Origin: String, Sendable {
  /// The daemon, `dhcpward watch`.
  case watch
  /// A person, by `dhcpward block` or `dhcpward bridge up`.
  case hand
}
