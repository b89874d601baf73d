public import Wire

/// A neighbour that the host sends through, and the interface it is reached by.
public struct NextHop: Hashable, Sendable {
  /// Its address.
  public var address: IPAddress
  /// The interface whose link it is on.
  public var interface: InterfaceName

  /// A next hop from its parts.
  public init(address: IPAddress, interface: InterfaceName) {
    self.address = address
    self.interface = interface
  }
}

extension Network {
  /// The interfaces whose frames go through that port: it, the bridge it is in, and VLANs and the like on these.
  public func interfaces(through port: InterfaceName) -> Set<InterfaceName> {
    var found: Set<InterfaceName> = [port]
    var count = 0
    while count < found.count {
      count = found.count
      for link in links {
        if found.contains(link.name), let master = link.master { found.insert(master) }
        if let lower = link.lower, found.contains(lower) { found.insert(link.name) }
      }
    }
    return found
  }

  /// The gateways of every default route that are reached through that port.
  public func gateways(through port: InterfaceName) -> Set<NextHop> {
    let interfaces = interfaces(through: port)
    let hops = routes.lazy.filter { $0.destination.length == 0 }.flatMap(\.hops)
    return Set(
      hops.compactMap { hop in
        guard let gateway = hop.gateway, interfaces.contains(hop.interface) else { return nil }
        return NextHop(address: gateway, interface: hop.interface)
      })
  }
}
