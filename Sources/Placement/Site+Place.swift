public import Plans
internal import Wire

extension Site {
  /// Chooses mode and bridge alone, for a dialect that is settled later or does not matter.
  ///
  /// What stands is used as it is: dhcpward's own bridge, or somebody else's. Where the NIC has none, the mode is as
  /// asked, or the one that shields those who listen and changes least.
  public static func place(
    _ wish: Wish, network: Network, capabilities: Capabilities? = nil, listening: Listening = .nobody
  ) throws(PlanError) -> Site {
    if let own = standing(wish, network) { return try join(own, wish) }
    if let port = network.ingress, let link = network[port], wish.mode ?? .netdev == .netdev,
      wish.bridge == nil,
      wish.interface ?? port == port, wish.dialect != .ebtables
    {
      return try atPort(.netdev, link, "table netdev dhcpward stands at \(port) already")
    }
    if let port = wish.interface ?? network.hooks.min(), network.hooks.contains(port),
      let link = network[port], wish.mode ?? .xdp == .xdp, wish.bridge == nil, wish.dialect == nil
    {
      return try atPort(.xdp, link, "dhcpward's program is at the XDP hook of \(port) already")
    }
    guard let interface = wish.interface else { return try anyBridge(wish, network) }
    guard let link = network[interface] else {
      throw network.missing(interface)
    }
    if let mode = wish.mode, mode.isAtPort { return try atPort(mode, link, "\(mode.rawValue) as asked") }
    if link.kind == .bridge {
      return try existing(interface, wish, "\(interface) is a bridge", "is a bridge itself")
    }
    if let master = link.master, network[master]?.kind == .bridge {
      return try existing(
        master, wish, "\(interface) is a port of \(master)", "is a port of \(master) already")
    }
    guard wish.mode != .existing else {
      throw PlanError(
        attempt: "use an existing bridge", reason: "\(interface) is neither a bridge nor a port of one",
        advice: "use --mode bridge")
    }
    let bridge = wish.bridge ?? freeName(network, else: interface)
    if let mode = wish.mode {
      return Site(
        mode: mode, dialect: .nftables, interface: interface, bridge: bridge,
        reason: "\(interface) gets a single-port bridge")
    }
    return try automatic(link, bridge, wish, network, capabilities, listening)
  }

  // What is there to shield decides; and of two modes that shield it, the one that changes less is taken.
  private static func automatic(
    _ link: Link, _ bridge: InterfaceName, _ wish: Wish, _ network: Network, _ capabilities: Capabilities?,
    _ listening: Listening
  ) throws(PlanError) -> Site {
    func site(_ mode: Mode, _ reason: String) -> Site {
      Site(mode: mode, dialect: .nftables, interface: link.name, bridge: bridge, reason: reason)
    }
    let classic = site(.bridge, "\(link.name) gets a single-port bridge")
    guard let capabilities, wish.bridge == nil else { return classic }
    let hasIngress = capabilities.netdev == .works && wish.dialect != .ebtables
    let isShieldedByIngress = hasIngress && (listening == .udp || listening == .above)
    if wish.dialect == nil, !isShieldedByIngress {
      guard let obstacle = obstacle(toHook: link, capabilities) else {
        return try atPort(.xdp, link, "a program at its XDP hook shields every server while nothing moves")
      }
      if listening == .raw {
        return site(
          .bridge,
          "\(link.name) gets a single-port bridge, as no program can be put at its XDP hook: \(obstacle)")
      }
    }
    if listening != .raw, hasIngress,
      let obstacle = BridgePlanner.obstacle(to: bridge, over: link, network)
    {
      return try atPort(.netdev, link, "\(obstacle), so no bridge can be built")
    }
    guard listening == .udp || listening == .above else { return classic }
    let shields =
      listening == .udp
      ? "the servers here listen by UDP sockets, which it shields while nothing moves"
      : "the servers here listen on devices above \(link.name), which it shields while nothing moves"
    if hasIngress { return try atPort(.netdev, link, shields) }
    guard listening == .udp else { return classic }
    let dialects = wish.dialect.map { [$0] } ?? Dialect.tools
    if dialects.contains(where: { capabilities.broute($0) == .works }) { return site(.brouteUDP, shields) }
    return classic
  }

  private static func obstacle(toHook link: Link, _ capabilities: Capabilities) -> String? {
    if case .other = link.kind { return "its frames have no Ethernet source" }
    if case .fails(let words) = capabilities.xdp { return words }
    if let fixed = link.fixedOffloads.first {
      return "its \(fixed) cannot be switched off, of which the kernel complains by a stack trace"
    }
    return link.xdp.map { "somebody else's program is there, with ID \($0)" }
  }

  static func standing(_ wish: Wish, _ network: Network) -> Bridge? {
    network.links.compactMap(Bridge.init).first { own in
      wish.bridge ?? own.name == own.name
        && (wish.interface == nil || wish.interface == own.name || wish.interface == own.port)
    }
  }

  private static func join(_ own: Bridge, _ wish: Wish) throws(PlanError) -> Site {
    if let mode = wish.mode, mode != .existing, mode != own.mode {
      throw PlanError(
        attempt: "use mode \(mode.rawValue) on \(own.port)",
        reason: "\(own.name) stands there already in mode \(own.mode.rawValue)",
        advice: "remove it first: dhcpward bridge down --port \(own.port)")
    }
    return Site(
      mode: own.mode, dialect: own.dialect, interface: own.port, bridge: own.name,
      reason: "\(own.name) is dhcpward's own bridge over \(own.port)")
  }

  private static func anyBridge(_ wish: Wish, _ network: Network) throws(PlanError) -> Site {
    if let mode = wish.mode, mode != .existing {
      throw PlanError(
        attempt: "use mode \(mode.rawValue)", reason: "no interface was named",
        advice: "name it: --interface eth0")
    }
    if let bridge = wish.bridge, network[bridge]?.kind == .bridge {
      return try existing(bridge, wish, "\(bridge) is a bridge", "")
    }
    let bridges = network.links.filter { link in
      link.kind == .bridge && network.links.contains { $0.master == link.name }
    }
    guard let bridge = bridges.first else {
      throw PlanError(
        attempt: "find a bridge", reason: "this machine has none with a port",
        advice: "name the interface: --interface eth0")
    }
    return try existing(bridge.name, wish, "\(bridge.name) is a bridge with ports", "")
  }

  private static func existing(
    _ bridge: InterfaceName, _ wish: Wish, _ reason: String, _ obstacle: String
  ) throws(PlanError) -> Site {
    if let mode = wish.mode, mode != .existing {
      throw PlanError(
        attempt: "build a bridge over \(wish.interface ?? bridge)", reason: "it \(obstacle)",
        advice: "use --mode existing")
    }
    return Site(mode: .existing, dialect: .nftables, interface: bridge, bridge: bridge, reason: reason)
  }

  private static func atPort(_ mode: Mode, _ link: Link, _ reason: String) throws(PlanError) -> Site {
    switch link.kind {
    case .bridge, .ethernet, .wifi: break
    case .loopback, .other:
      throw PlanError(
        attempt: "use mode \(mode.rawValue) on \(link.name)", reason: "its frames have no Ethernet source",
        advice: "name an Ethernet interface (ip -br link)")
    }
    return Site(
      mode: mode, dialect: mode == .xdp ? .bpf : .nftables, interface: link.name, bridge: nil, reason: reason)
  }

  // br0 unless it is somebody else's.
  static func freeName(_ network: Network, else fallback: InterfaceName) -> InterfaceName {
    let names = (0...).lazy.compactMap { InterfaceName("br\($0)") }
    return names.first { network[$0] == nil } ?? fallback
  }
}
