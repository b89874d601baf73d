/// How frames are made to pass through rules: dhcpward's MODE.
public enum Mode: String, Sendable, CaseIterable {
  /// A single-port bridge is built and the port's addresses move to it.
  case bridge
  /// The same, and table broute takes unicast past the bridge; DHCP is bridged, for servers with raw sockets on the
  /// bridge. Needs rp_filter 0 on the port.
  case brouteRaw = "broute-raw"
  /// A single-port bridge is built and nothing moves: table broute takes every frame past the bridge but those of
  /// blocked sources, for servers with UDP sockets.
  case brouteUDP = "broute-udp"
  /// A bridge that is already there is used as it is.
  case existing
  /// No bridge: nftables drops at the port's ingress hook, for servers with UDP sockets.
  case netdev
  /// No bridge: a program at the port's XDP hook drops before every socket, those that are raw too, and counts by itself.
  case xdp
  /// The old "real examples" page: a single-port bridge, the address stays on the port, broute routes unicast
  /// up. Printed only, never applied: docs/broute.md says what it breaks.
  case brouteClassic = "broute-classic"

  /// dhcpward makes the bridge.
  public var buildsBridge: Bool {
    switch self {
    case .bridge, .brouteRaw, .brouteUDP, .brouteClassic: true
    case .existing, .netdev, .xdp: false
    }
  }

  /// Without any bridge: the rules are at the port itself.
  public var isAtPort: Bool { self == .netdev || self == .xdp }

  /// The port's addresses and routes move to the bridge.
  public var movesAddresses: Bool { self == .bridge || self == .brouteRaw }

  /// Table broute has a part in it.
  public var broutes: Bool {
    switch self {
    case .brouteRaw, .brouteUDP, .brouteClassic: true
    case .bridge, .existing, .netdev, .xdp: false
    }
  }
}
