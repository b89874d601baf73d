public import Wire

extension Server {
  /// What blocks placed at `site` mean to this server, its socket being as it is now.
  public func shielding(at site: Site, network: Network) -> Shielding {
    switch socket {
    case .raw: rawShielding(at: site, network)
    case .udp: udpShielding(at: site, network)
    }
  }

  // A packet socket hears an interface's frames when they come in, before whatever stands on the interface.
  private func rawShielding(at site: Site, _ network: Network) -> Shielding {
    guard let interface else {
      return .exposed(
        why: "its packet socket hears every interface, \(site.entrance(network)) before any rule",
        advice: advice(listeningOn: site.listeningPlace))
    }
    if interface == site.listeningPlace, site.bridge != site.port { return .shielded }
    guard site.ports(network).contains(interface) else { return .elsewhere }
    return .exposed(
      why: "its packet socket hears \(interface) before any rule, so it keeps answering the blocked",
      advice: advice(listeningOn: site.listeningPlace))
  }

  private func udpShielding(at site: Site, _ network: Network) -> Shielding {
    let place = site.listeningPlace
    let bound =
      interface
      ?? address.flatMap { address in
        network.addresses.first { $0.prefix.address == address }?.interface
      }
    let named = bound.map { [$0] } ?? configuredInterfaces
    guard let named else { return .shielded }
    if named.contains(place) { return .shielded }
    guard let port = named.first(where: site.ports(network).contains) else { return .elsewhere }
    return .deaf(
      why: "it listens on \(port) only, and what is for this host arrives on \(place)",
      advice: advice(listeningOn: place))
  }
}

extension Site {
  // Where the IP stack hears what passed the rules.
  var listeningPlace: InterfaceName { bridge }

  // The interfaces by which frames come to the rules.
  func ports(_ network: Network) -> Set<InterfaceName> {
    Set(network.links.filter { $0.master == bridge }.map(\.name)).union(port.map { [$0] } ?? [])
  }

  fileprivate func entrance(_ network: Network) -> InterfaceName {
    port ?? ports(network).min() ?? bridge
  }
}

extension Server {
  func advice(listeningOn place: InterfaceName) -> [String] { [] }
}
