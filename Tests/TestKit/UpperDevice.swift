/// A device above the one that is guarded, on which a DHCP server listens.
public enum UpperDevice: String, CaseIterable, Sendable {
  /// A VLAN of the port.
  case vlan
  /// A macvlan of the port.
  case macvlan
  /// A bond of which the port is the only member.
  case bond
  /// A VLAN of a bridge of which the port is a member.
  case bridgeVLAN

  /// The table's words for it.
  public var words: String {
    switch self {
    case .vlan: "a VLAN of the port"
    case .macvlan: "a macvlan of the port"
    case .bond: "a bond of the port alone"
    case .bridgeVLAN: "a VLAN of the bridge"
    }
  }

  /// What is guarded.
  public var guarded: String { self == .bridgeVLAN ? "br1" : "port0" }

  /// Where the server listens.
  public var name: String {
    switch self {
    case .vlan: "port0.10"
    case .macvlan: "macvlan0"
    case .bond: "bond1"
    case .bridgeVLAN: "br1.10"
    }
  }

  /// The modes that are tried there: what dhcpward takes by itself, and those a person may ask for.
  public var modes: [String] {
    (self == .bridgeVLAN
      ? ["auto", "existing", "netdev", "xdp"]
      : ["auto", "bridge", "netdev", "xdp", "broute-raw", "broute-udp"])
      .filter(EffectivenessPage.isWanted)
  }

  /// The dialects in which they are.
  public static func dialects(of mode: String) -> [String] {
    mode == "auto" || mode == "netdev" ? ["nftables"] : EffectivenessPage.dialects(of: mode)
  }

  /// Who listens there.
  public static let listeners = ["packet socket", "UDP socket"]
}
