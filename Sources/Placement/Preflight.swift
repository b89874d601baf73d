public import Plans
internal import Wire

/// What would keep blocks at a site from working, or fight what is to be built there; judged before anything is
/// touched.
public enum Preflight {
  /// Every concern, the gravest first.
  public static func concerns(
    site: Site, network: Network, servers: [Server], settings: HostSettings
  ) -> [Concern] {
    let all =
      sourceValidation(site, settings) + servers.compactMap { shielding($0, site, network) }
      + firewall(site, network) + servers.compactMap { deafness($0, site, network) }
      + subinterfaces(site, network, servers)
      + managers(site, settings) + leases(site, network)
      + sysctls(site, network, settings) + vlans(site, network) + offloads(site, network)
    return Concern.Severity.allCases.flatMap { severity in all.filter { $0.severity == severity } }
  }

  /// Why the bridge of a site cannot be built at all, where one would be; nil when it can.
  public static func obstacle(site: Site, network: Network) -> Concern? {
    guard let bridge = site.bridge(in: network, origin: .hand) else { return nil }
    do throws(PlanError) {
      _ = try BridgePlanner.up(bridge, network: network)
      return nil
    } catch {
      return Concern(.refusal, error.reason, advice: [error.advice])
    }
  }

  // Unicast comes up on the port, but the route back to its source leaves by the bridge.
  private static func sourceValidation(_ site: Site, _ settings: HostSettings) -> [Concern] {
    guard site.mode == .brouteRaw, settings.reversePathFilter(of: site.interface) != 0 else { return [] }
    let keys = ["all", site.interface.description].map { Sysctl.reversePathFilter.key(of: $0) }
    return [
      Concern(
        .refusal,
        "mode broute-raw needs rp_filter 0 on \(site.interface), else IPv4 to this host is dropped there",
        advice: ["sysctl -w " + keys.map { "\($0)=0" }.joined(separator: " ")])
    ]
  }

  private static func shielding(_ server: Server, _ site: Site, _ network: Network) -> Concern? {
    switch server.shielding(at: site, network: network) {
    case .shielded, .elsewhere: nil
    case .exposed(let why, let advice):
      Concern(.ineffective, "\(server.title) keeps answering the blocked: \(why)", advice: advice)
    case .deaf(let why, let advice):
      Concern(.ineffective, "\(server.title) hears nobody: \(why)", advice: advice)
    // It answers none of the blocked either.
    case .absent(let why, let advice):
      Concern(.note, "\(server.title) hears nobody: \(why)", advice: advice)
    }
  }

  // A datagram to 255.255.255.255 is for no socket that is bound to an address.
  private static func deafness(_ server: Server, _ site: Site, _ network: Network) -> Concern? {
    guard server.socket == .udp, let address = server.address, server.families == [.v4],
      server.shielding(at: site, network: network) != .elsewhere
    else { return nil }
    return Concern(
      .note,
      "\(server.title) is bound to \(address) and hears no broadcast, so it serves relayed clients alone",
      advice: [])
  }

  // Their tagged frames leave the port before its bridge sees them.
  private static func subinterfaces(_ site: Site, _ network: Network, _ servers: [Server]) -> [Concern] {
    guard !site.mode.isAtPort else { return [] }
    let entrances = Ground(site, network).entrances
    return network.links.compactMap { link in
      guard link.kind == .ethernet("vlan"), let lower = link.lower, entrances.contains(lower) else {
        return nil
      }
      let own = Site(mode: .netdev, dialect: .nftables, interface: link.name, bridge: nil, reason: "")
      let isServed =
        network.addresses.contains { $0.interface == link.name && $0.prefix.address.width == 32 }
        && servers.contains { $0.shielding(at: own, network: network) != .elsewhere }
      return Concern(
        isServed ? .ineffective : .note,
        "what is tagged for \(link.name) never comes to the bridge of \(lower)"
          + (isServed ? ", and a server listens there" : ""),
        advice: [
          "guard it by itself: dhcpward watch --interface \(link.name)",
          "or guard what is below, and nothing moves: dhcpward watch --interface \(lower) --mode netdev",
        ])
    }
  }

  // Where the network is the NIC's own, the kernel changes it for a program.
  private static func offloads(_ site: Site, _ network: Network) -> [Concern] {
    guard site.mode == .xdp, let link = network[site.interface] else { return [] }
    return link.fixedOffloads.map {
      Concern(
        .disruption,
        "\($0) of \(link.name) cannot be switched off, of which the kernel complains by a stack trace",
        advice: ["choose mode bridge, or netdev for servers with UDP sockets"])
    }
      + link.offloads.map {
        Concern(
          .note, "\($0) of \(link.name) is off while the program is at its XDP hook, and on again after it",
          warns: true, advice: [])
      }
  }

  private static func managers(_ site: Site, _ settings: HostSettings) -> [Concern] {
    guard site.mode.buildsBridge else { return [] }
    return (settings.managers[site.interface] ?? []).map { manager in
      Concern(
        .note, "\(manager.title) manages \(site.interface), and may \(manager.interference(site))",
        advice: [
          "make the bridge permanent: dhcpward bridge config --port \(site.interface) --for \(manager.word)"
        ])
    }
  }

  private static func leases(_ site: Site, _ network: Network) -> [Concern] {
    guard site.mode.movesAddresses, let bridge = site.bridge else { return [] }
    return network.addresses.filter {
      [site.interface, bridge].contains($0.interface) && $0.prefix.address.width == 32
        && $0.validLifetime != .max
    }.map {
      Concern(
        .note, "\($0.prefix) ends in \($0.validLifetime) s, and nobody may renew it on \(bridge)",
        warns: true,
        advice: ["give the interface of a server a static address"])
    }
  }

  // A bridge is given those of its port when it is built; what differs later is somebody's will, or mistake.
  private static func sysctls(_ site: Site, _ network: Network, _ settings: HostSettings) -> [Concern] {
    guard site.mode.movesAddresses, let bridge = site.bridge else { return [] }
    let port = settings.sysctls[site.interface.description] ?? [:]
    let there = settings.sysctls[bridge.description] ?? [:]
    return Sysctl.all.compactMap { sysctl in
      guard let wanted = port[sysctl], let found = there[sysctl], wanted != found else { return nil }
      return Concern(
        .note,
        "\(sysctl.key(of: site.interface.description)) = \(wanted) no longer matters, and that of \(bridge) is \(found)",
        advice: ["\(sysctl.key(of: bridge.description)) = \(wanted) in a file of /etc/sysctl.d"])
    }
  }
}

extension Server {
  /// `dhcpd (pid 123)`
  public var title: String {
    let name = process.isEmpty ? "a server" : process
    return pid.map { "\(name) (pid \($0))" } ?? "\(name) of an unknown process"
  }

  /// `packet socket on eth0`, `UDP socket on every interface, answers on eth0`
  public var place: String {
    let on = interface.map { "on \($0)" } ?? address.map { "on \($0)" } ?? "on every interface"
    var words = (socket == .raw ? "packet socket " : "UDP socket ") + on
    let named =
      (configuredInterfaces ?? []).map(\.description).sorted()
      + configuredAddresses.map(\.description).sorted()
    if !named.isEmpty { words += ", answers on \(named.joined(separator: ", ")) only" }
    if !excludedInterfaces.isEmpty {
      words += ", not on \(excludedInterfaces.map(\.description).sorted().joined(separator: ", "))"
    }
    return words
  }
}

extension HostSettings.Manager {
  /// Its name for a person.
  public var title: String {
    switch self {
    case .networkd: "systemd-networkd"
    case .networkManager: "NetworkManager"
    case .ifupdown: "ifupdown"
    case .client(let process, let pid): "\(process) (pid \(pid))"
    }
  }

  // For whom `bridge config` is asked; a client alone is ifupdown's as a rule.
  fileprivate var word: String {
    switch self {
    case .networkd: "networkd"
    case .networkManager: "networkmanager"
    case .ifupdown, .client: "ifupdown"
    }
  }

  fileprivate func interference(_ site: Site) -> String {
    let moves = site.mode.movesAddresses
    return switch self {
    case .networkd, .networkManager:
      moves ? "put the addresses back on it or take it out of the bridge" : "take it out of the bridge"
    case .ifupdown: "not find its addresses there (ifdown, networking restart)"
    case .client: moves ? "put its lease back on it" : "lose its lease"
    }
  }
}
