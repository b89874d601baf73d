public import Plans
public import Wire

/// Where and how blocks are to be placed on this machine: what `auto` came to, decided before anything is touched.
public struct Site: Hashable, Sendable {
  /// How frames pass through rules.
  public var mode: Mode
  /// In whose language.
  public var dialect: Dialect
  /// What is guarded: the port, or in mode `existing` the bridge.
  public var interface: InterfaceName
  /// The bridge the frames come by; nil in modes `netdev` and `xdp`.
  public var bridge: InterfaceName?
  /// Why this mode and this dialect, in words.
  public var reason: String

  /// A site from its parts.
  public init(
    mode: Mode, dialect: Dialect, interface: InterfaceName, bridge: InterfaceName?, reason: String
  ) {
    self.mode = mode
    self.dialect = dialect
    self.interface = interface
    self.bridge = bridge
    self.reason = reason
  }

  /// The one port whose frames are guarded; nil in mode `existing`.
  public var port: InterfaceName? { mode == .existing ? nil : interface }

  /// Where blocks are kept.
  public var table: Table { Table(mode: mode, dialect: dialect, interface: interface) }

  /// Where all client messages are heard. In modes `netdev` and `broute-udp` that is the port, where those of blocked
  /// sources are heard as well; otherwise the bridge, where they no longer are.
  public var listeningPlace: InterfaceName { hearsBlocked ? interface : bridge ?? interface }

  /// Messages of blocked sources are heard at `listeningPlace`.
  public var hearsBlocked: Bool { mode == .netdev || mode == .brouteUDP }

  /// The bridge to build; nil where none is.
  public func bridge(in network: Network, origin: Origin) -> Bridge? {
    guard mode.buildsBridge, let bridge else { return nil }
    return Bridge(
      name: bridge, port: interface, address: network[interface]?.address, origin: origin, mode: mode,
      dialect: dialect, deadline: network[bridge].flatMap(Bridge.init)?.deadline)
  }

  /// What a person asked for; nil is "choose".
  public struct Wish: Hashable, Sendable {
    /// The NIC, or a bridge.
    public var interface: InterfaceName?
    /// The bridge's name.
    public var bridge: InterfaceName?
    /// The mode.
    public var mode: Mode?
    /// The dialect.
    public var dialect: Dialect?

    /// A wish from its parts.
    public init(interface: InterfaceName?, bridge: InterfaceName?, mode: Mode?, dialect: Dialect?) {
      self.interface = interface
      self.bridge = bridge
      self.mode = mode
      self.dialect = dialect
    }
  }

  /// How the DHCP servers of this machine listen, as far as their sockets tell.
  public enum Listening: Hashable, Sendable {
    /// No server is seen.
    case nobody
    /// By UDP sockets, all of them.
    case udp
    /// At least one by a packet socket, but on a device above (a VLAN, a macvlan, a bond), which hears after the ingress
    /// hook of the device below.
    case above
    /// At least one by a packet socket that hears before the ingress hook.
    case raw
  }

  /// Chooses, or refuses with the reason.
  public static func choose(
    _ wish: Wish, network: Network, capabilities: Capabilities, listening: Listening = .nobody
  ) throws(PlanError) -> Site {
    var site = try place(wish, network: network, capabilities: capabilities, listening: listening)
    // A bridge that stands has its broute rules in one language already.
    let settled = standing(wish, network).flatMap { $0.mode.broutes ? $0.dialect : nil }
    let (dialect, reason) = try chooseDialect(settled ?? wish.dialect, for: site, capabilities)
    site.dialect = dialect
    site.reason += "; " + reason
    return site
  }
}
