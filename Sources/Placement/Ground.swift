import Plans
internal import Wire

/// A site as a server's socket sees it: where frames come in, and where they arrive once the rules let them.
struct Ground {
  let site: Site
  let network: Network

  /// The interfaces by which frames come to the rules; a packet socket there hears all of them.
  let entrances: Set<InterfaceName>
  /// Where the IP stack hears them.
  let place: InterfaceName
  /// That, and what stands on it or lies behind it.
  let protected: Set<InterfaceName>
  /// Other members of the bond or team that the port is in: what comes in by them passes no rule.
  let unguarded: [InterfaceName]
  /// That bond or team, and what stands on it.
  let shared: Set<InterfaceName>
  /// The bridge of mode `broute-udp`, to which only blocked sources come.
  let bypassed: InterfaceName?

  init(_ site: Site, _ network: Network) {
    self.site = site
    self.network = network
    place = site.listeningPlace
    let doors =
      site.mode == .existing
      ? Set(network.links.filter { $0.master == site.bridge }.map(\.name)) : [site.interface]
    // A bond's or team's slaves hear first what their master hands up.
    // At the XDP hook the program is before the port's own.
    let slaves = Set(network.links.filter { $0.master.map(doors.contains) ?? false }.map(\.name))
    entrances = site.mode == .xdp ? slaves : doors.union(slaves)
    bypassed = site.mode == .brouteUDP ? site.bridge : nil
    let bond = network[site.interface]?.master.flatMap { network[$0] }.flatMap {
      $0.kind == .bridge ? nil : $0
    }
    unguarded = network.links.filter { $0.master == bond?.name && bond != nil && $0.name != site.interface }
      .map(\.name).sorted()
    shared = unguarded.isEmpty ? [] : Set(bond.map { [$0.name] + Self.above($0.name, network) } ?? [])
    switch site.mode {
    case .netdev, .xdp:
      // The ingress hook comes before the bridge or bond that the port may be in, and before the VLANs and macvlans that
      // stand on it: what is tagged for them is dropped there.
      let master = network[site.interface]?.master
      let over = master.map { [$0] + Self.above($0, network) } ?? []
      protected = Set([place] + Self.above(place, network) + (unguarded.isEmpty ? over : []))
    case .brouteUDP: protected = [place]
    case .bridge, .brouteRaw, .brouteClassic, .existing:
      protected = Set([place] + Self.above(place, network))
    }
  }

  /// The bridge that shields a packet socket of the port: the one of this site or one that is dhcpward's already, else a
  /// name that nobody has.
  var classicBridge: InterfaceName {
    if let bridge = site.bridge, site.mode.buildsBridge { return bridge }
    let own = network.links.compactMap(Bridge.init).first { $0.port == site.interface }
    return own?.name ?? Site.freeName(network, else: site.interface)
  }

  /// Why no single-port bridge can be built over the guarded interface; nil when one can, or stands.
  var obstacleToBridge: String? {
    guard !site.mode.buildsBridge, let port = network[site.interface], port.kind != .bridge else {
      return nil
    }
    return BridgePlanner.obstacle(to: classicBridge, over: port, network)
  }

  /// The address is, or will be, one by which the IP stack hears what passed the rules.
  func has(_ address: IPAddress) -> Bool {
    let holders = network.addresses.filter { $0.prefix.address == address }.map(\.interface)
    return holders.contains { protected.contains($0) || $0 == site.interface || $0 == site.bridge }
  }

  /// The address is on the port, and will be on the bridge.
  func moves(_ address: IPAddress) -> Bool {
    site.mode.movesAddresses
      && network.addresses.contains { $0.prefix.address == address && $0.interface == site.interface }
  }

  // VLANs and macvlans of an interface, one on another.
  private static func above(_ interface: InterfaceName, _ network: Network) -> [InterfaceName] {
    var found: [InterfaceName] = []
    var rest = [interface]
    while let lower = rest.popLast() {
      let uppers = network.links.filter {
        $0.base == lower && !found.contains($0.name) && $0.name != interface
      }
      .map(\.name)
      found += uppers
      rest += uppers
    }
    return found
  }
}
