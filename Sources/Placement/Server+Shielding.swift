public import Plans
internal import Wire

extension Server {
  /// What blocks placed at `site` mean to this server, its socket being as it is now and the site being as it will
  /// be: addresses that are to move have moved.
  public func shielding(at site: Site, network: Network) -> Shielding {
    let ground = Ground(site, network)
    if isInterfaceGone {
      return .absent(why: "the interface that its socket was bound to is gone", advice: remedy(on: ground))
    }
    if site.mode.isAtPort, let interface, ground.shared.contains(interface) {
      let others = ground.unguarded.map(\.description).joined(separator: ", ")
      return exposed("what comes in by \(others) passes no rule", ground)
    }
    switch socket {
    case .raw: return rawShielding(ground)
    case .udp:
      // A packet socket hears before the packet filter.
      let shielding = udpShielding(ground)
      guard shielding == .shielded, let chain = deafening(ground) else { return shielding }
      return .deaf(
        why:
          "rules for \(ground.site.interface) in \(chain.place) do not match what arrives on \(ground.place)",
        advice: [
          "add to it the same for \(ground.place) (nft list chain \(chain.family) \(chain.table) \(chain.chain))"
        ])
    }
  }

  // A packet socket hears an interface's frames as they come in, before whatever stands on the interface.
  private func rawShielding(_ ground: Ground) -> Shielding {
    guard let interface else {
      return exposed("its packet socket hears every interface, and each before any rule", ground)
    }
    if ground.entrances.contains(interface) {
      return exposed("its packet socket hears \(interface) before any rule", ground)
    }
    if interface == ground.bypassed {
      return deaf("its packet socket is on \(interface), where only blocked sources arrive", ground)
    }
    return ground.protected.contains(interface) ? .shielded : .elsewhere
  }

  private func udpShielding(_ ground: Ground) -> Shielding {
    if let interface { return hearing(on: [interface], "its socket is bound to", ground) }
    if let address { return hearing(at: address, ground) }
    let excluded = Set(excludedInterfaces.map(\.description))
    if [ground.place, ground.site.interface].contains(where: { excluded.contains($0.description) }) {
      return .elsewhere
    }
    guard configuredInterfaces != nil || !configuredAddresses.isEmpty else { return .shielded }
    if configuredAddresses.contains(where: ground.has) { return .shielded }
    return hearing(on: configuredInterfaces ?? [], "its configuration names", ground)
  }

  // The IP stack delivers to an address wherever it is; Kea answers by the interfaces it found at its start.
  private func hearing(at address: IPAddress, _ ground: Ground) -> Shielding {
    guard ground.has(address) else { return .elsewhere }
    if let configuredInterfaces {
      return hearing(on: configuredInterfaces, "its configuration names", ground)
    }
    guard process.hasPrefix("kea-"), ground.moves(address) else { return .shielded }
    return deaf(
      "it knows the interfaces of its start only, and what is for this host arrives on \(ground.place)",
      ground)
  }

  // Where the IP stack delivers what passed the rules decides; who named another end of the same way is deaf.
  private func hearing(on named: Set<InterfaceName>, _ how: String, _ ground: Ground) -> Shielding {
    func names(_ interface: InterfaceName) -> Bool {
      named.contains(interface)
        || named.contains {
          $0.description.hasSuffix("*") && interface.description.hasPrefix($0.description.dropLast())
        }
    }
    if ground.protected.contains(where: names) { return .shielded }
    let ends = ground.entrances.union(ground.bypassed.map { [$0] } ?? [])
    guard let end = ends.filter(names).min() else {
      let isNamedThere = ground.network.links.contains { names($0.name) }
      guard !named.isEmpty, !isNamedThere else { return .elsewhere }
      let missing = named.map(\.description).sorted().joined(separator: ", ")
      return .absent(why: "\(how) \(missing), and there is no such interface", advice: remedy(on: ground))
    }
    return deaf("\(how) \(end), and what is for this host arrives on \(ground.place)", ground)
  }

  private func exposed(_ why: String, _ ground: Ground) -> Shielding {
    .exposed(why: why, advice: remedy(on: ground))
  }

  private func deaf(_ why: String, _ ground: Ground) -> Shielding {
    .deaf(why: why, advice: remedy(on: ground))
  }
}
