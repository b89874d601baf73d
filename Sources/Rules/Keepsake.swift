public import Wire

/// What an interface had when it was last whole. The kernel forgets it with the interface.
public struct Keepsake: Hashable, Sendable {
  /// Its addresses, in the kernel's order.
  public var addresses: [Address]
  /// The routes that leave by it.
  public var routes: [Route]
  /// Its permanent neighbours.
  public var neighbours: [Neighbour]

  /// What the interface has in this network.
  public init(of interface: InterfaceName, in network: Network) {
    addresses = network.addresses.filter { $0.interface == interface }
    routes = network.routes.filter { $0.leaves(by: interface) }
    neighbours = network.neighbours.filter { $0.interface == interface }
  }

  /// Nothing.
  public init() { (addresses, routes, neighbours) = ([], [], []) }

  /// Whether the other one has something of these that this one has not.
  public func lacks(_ other: Keepsake) -> Bool {
    !other.addresses.allSatisfy { address in addresses.contains { $0.isSame(as: address) } }
      || !other.routes.allSatisfy { route in routes.contains { $0.isSame(as: route) } }
      || !other.neighbours.allSatisfy(neighbours.contains)
  }

  /// This one, and what only the other one has behind it.
  public func joined(with other: Keepsake) -> Keepsake {
    var joined = self
    joined.addresses += other.addresses.filter { address in !addresses.contains { $0.isSame(as: address) } }
    joined.routes += other.routes.filter { route in !routes.contains { $0.isSame(as: route) } }
    joined.neighbours += other.neighbours.filter { !neighbours.contains($0) }
    return joined
  }

  /// What is left of it after so long: lifetimes are shorter, and what came to its end is gone.
  public func aged(by time: Duration) -> Keepsake {
    let seconds = UInt32(clamping: time.components.seconds)
    let rest = { (lifetime: UInt32) -> UInt32 in
      lifetime == .max ? .max : lifetime > seconds ? lifetime - seconds : 0
    }
    var aged = self
    aged.addresses = addresses.compactMap { address in
      var address = address
      address.validLifetime = rest(address.validLifetime)
      address.preferredLifetime = rest(address.preferredLifetime)
      return address.validLifetime == 0 ? nil : address
    }
    aged.routes = routes.compactMap { route in
      guard let expires = route.expires else { return route }
      var route = route
      route.expires = rest(expires)
      return route.expires == 0 ? nil : route
    }
    return aged
  }
}
