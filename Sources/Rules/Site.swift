public import Wire

/// Where and how blocks are to be placed on this machine: what `auto` came to, decided before anything is touched.
public struct Site: Hashable, Sendable {
  /// How frames pass through rules.
  public var mode: Mode
  /// In whose language.
  public var dialect: Dialect
  /// The bridge the rules stand on.
  public var bridge: InterfaceName
  /// The single port of a bridge that dhcpward builds; nil in mode `existing`.
  public var port: InterfaceName?
  /// Why this mode and this dialect, in words.
  public var reason: String

  /// A site from its parts.
  public init(mode: Mode, dialect: Dialect, bridge: InterfaceName, port: InterfaceName?, reason: String) {
    self.mode = mode
    self.dialect = dialect
    self.bridge = bridge
    self.port = port
    self.reason = reason
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

  /// Chooses, or refuses with the reason.
  public static func choose(
    _ wish: Wish, network: Network, capabilities: Capabilities
  ) throws(PlanError) -> Site {
    let (dialect, dialectReason) = try chooseDialect(wish.dialect, capabilities)
    var site = try place(wish, network: network, dialect: dialect)
    site.reason += "; " + dialectReason
    return site
  }

  private static func chooseDialect(
    _ wish: Dialect?, _ capabilities: Capabilities
  ) throws(PlanError) -> (Dialect, String) {
    switch (wish, capabilities.nftables, capabilities.ebtables) {
    case (.nftables, .works, _): return (.nftables, "nftables as asked")
    case (.ebtables, _, .works): return (.ebtables, "ebtables as asked")
    case (nil, .works, _): return (.nftables, "this kernel has nftables for bridges")
    case (nil, .fails(let words), .works): return (.ebtables, "nftables cannot: \(words)")
    case (.nftables, .fails(let words), _):
      throw PlanError(attempt: "use nftables", reason: words, advice: "--dialect ebtables may work")
    case (.ebtables, _, .fails(let words)):
      throw PlanError(attempt: "use ebtables", reason: words, advice: "--dialect nftables may work")
    case (nil, .fails(let nftables), .fails(let ebtables)):
      throw PlanError(
        attempt: "block on a bridge", reason: "nftables: \(nftables); ebtables: \(ebtables)",
        advice: "a kernel with CONFIG_NF_TABLES_BRIDGE or CONFIG_BRIDGE_NF_EBTABLES is needed")
    }
  }

  /// Chooses the bridge alone, for a dialect that is settled or does not matter.
  public static func place(
    _ wish: Wish, network: Network, dialect: Dialect = .nftables
  ) throws(PlanError) -> Site {
    let ours = network.links.compactMap(Bridge.init).filter { wish.bridge ?? $0.name == $0.name }
    let named = ours.first { wish.interface == nil || wish.interface == $0.name || wish.interface == $0.port }
    if let own = named {
      return Site(
        mode: .bridge, dialect: dialect, bridge: own.name, port: own.port,
        reason: "\(own.name) is dhcpward's own bridge over \(own.port)")
    }
    guard let interface = wish.interface else {
      if let bridge = wish.bridge, network[bridge]?.kind == .bridge {
        return existing(bridge, dialect, "\(bridge) is a bridge")
      }
      let bridges = network.links.filter { link in
        link.kind == .bridge && network.links.contains { $0.master == link.name }
      }
      guard let bridge = bridges.first else {
        throw PlanError(
          attempt: "find a bridge", reason: "this machine has none with a port",
          advice: "name the interface: --interface eth0")
      }
      return existing(bridge.name, dialect, "\(bridge.name) is a bridge with ports")
    }
    guard let link = network[interface] else {
      throw PlanError(
        attempt: "use \(interface)", reason: "no such interface",
        advice: "`ip -br link` lists those there are")
    }
    if link.kind == .bridge {
      guard wish.mode != .bridge else {
        throw PlanError(
          attempt: "build a bridge over \(interface)", reason: "it is a bridge itself",
          advice: "use --mode existing")
      }
      return existing(interface, dialect, "\(interface) is a bridge")
    }
    if let master = link.master, network[master]?.kind == .bridge {
      guard wish.mode != .bridge else {
        throw PlanError(
          attempt: "build a bridge over \(interface)", reason: "it is a port of \(master) already",
          advice: "use --mode existing")
      }
      return existing(master, dialect, "\(interface) is a port of \(master)")
    }
    guard wish.mode != .existing else {
      throw PlanError(
        attempt: "use an existing bridge", reason: "\(interface) is neither a bridge nor a port of one",
        advice: "use --mode bridge")
    }
    return Site(
      mode: .bridge, dialect: dialect,
      bridge: wish.bridge ?? freeName(network, else: interface), port: interface,
      reason: "\(interface) gets a single-port bridge")
  }

  private static func existing(_ bridge: InterfaceName, _ dialect: Dialect, _ reason: String) -> Site {
    Site(mode: .existing, dialect: dialect, bridge: bridge, port: nil, reason: reason)
  }

  // br0 unless it is somebody else's.
  private static func freeName(_ network: Network, else fallback: InterfaceName) -> InterfaceName {
    let names = (0...).lazy.compactMap { InterfaceName("br\($0)") }
    return names.first { network[$0] == nil } ?? fallback
  }
}
