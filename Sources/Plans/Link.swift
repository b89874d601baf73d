public import Wire

/// A network interface, `ip -d link show`.
public struct Link: Hashable, Sendable {
  /// What sort of link decides whether it can be a bridge port.
  public enum Kind: Hashable, Sendable {
    /// The loopback.
    case loopback
    /// A bridge.
    case bridge
    /// An IEEE 802.11 station or access point.
    case wifi
    /// Any other Ethernet-like link; the text is IFLA_INFO_KIND (`veth`, `vlan`, `bond`), or empty for hardware.
    case ethernet(String)
    /// A link without Ethernet headers (tunnels, PPP).
    case other(String)
  }

  /// Its name.
  public var name: InterfaceName
  /// The kernel's interface index.
  public var index: Int32
  /// What sort it is.
  public var kind: Kind
  /// Its hardware address; nil when it has none of 48 bits.
  public var address: MACAddress?
  /// The largest payload in bytes.
  public var mtu: Int
  /// IFF_UP: administratively up.
  public var isUp: Bool
  /// The link it is a port of (IFLA_MASTER).
  public var master: InterfaceName?
  /// IFLA_IFALIAS; dhcpward marks its own bridges here.
  public var alias: String?
  /// The link that IFLA_LINK names: that below a VLAN or a macvlan, but also a veth's peer, and what carries a tunnel.
  public var lower: InterfaceName?
  /// The VLAN whose frames it takes from that; nil unless it is such a link.
  public var vlan: VLAN?
  /// The ID of the program at its XDP hook (IFLA_XDP_PROG_ID); nil without one.
  public var xdp: UInt32?

  /// What it puts together of frames before they come in, as `ethtool -k` names it; of hardware alone.
  public var offloads: [String] = []
  /// Such as cannot be switched off.
  public var fixedOffloads: [String] = []

  /// A link from its parts.
  public init(
    name: InterfaceName, index: Int32, kind: Kind, address: MACAddress?, mtu: Int, isUp: Bool,
    master: InterfaceName? = nil, alias: String? = nil, lower: InterfaceName? = nil,
    vlan: VLAN? = nil
  ) {
    self.name = name
    self.index = index
    self.kind = kind
    self.address = address
    self.mtu = mtu
    self.isUp = isUp
    self.master = master
    self.alias = alias
    self.lower = lower
    self.vlan = vlan
  }

  /// The link below it whose frames it receives as they are; a veth's peer is beside it, and a tunnel's frames are inside
  /// others.
  public var base: InterfaceName? {
    guard case .ethernet(let kind) = kind, ["vlan", "macvlan", "macvtap", "ipvlan", "ipvtap"].contains(kind)
    else {
      return nil
    }
    return lower
  }
}
