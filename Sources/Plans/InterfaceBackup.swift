public import Wire

/// What an interface had when it was last whole. The kernel forgets it with the interface.
public struct InterfaceBackup: Hashable, Sendable {
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

  /// What the port is to have when that bridge over it is taken away.
  public init(under bridge: Bridge, in network: Network) {
    self = InterfaceBackup(of: bridge.name, in: network).joined(
      with: InterfaceBackup(of: bridge.port, in: network)
    )
    .moved(from: bridge.name, to: bridge.port)
  }

  /// Nothing.
  public init() { (addresses, routes, neighbours) = ([], [], []) }

  /// Whether the other one has something of these that this one has not.
  public func lacks(_ other: InterfaceBackup) -> Bool {
    !other.addresses.allSatisfy { address in addresses.contains { $0.isSame(as: address) } }
      || !other.routes.allSatisfy { route in routes.contains { $0.isSame(as: route) } }
      || !other.neighbours.allSatisfy { neighbour in neighbours.contains { $0.isSame(as: neighbour) } }
  }

  /// What is not as here: `no 192.0.2.1/24`, `new default route via 192.0.2.254 on eth0`. Seconds that run down are no
  /// difference.
  public func differences(to now: InterfaceBackup) -> [String] {
    let (addresses, nowAddresses) = (addresses.map(\.timeless), now.addresses.map(\.timeless))
    let gone =
      addresses.filter { !nowAddresses.contains($0) }.map { "\($0.prefix)" }
      + routes.filter { route in !now.routes.contains { $0.isSame(as: route) } }.map(\.words)
      + neighbours.filter { one in !now.neighbours.contains { $0.isSame(as: one) } }.map(\.words)
    let new =
      nowAddresses.filter { !addresses.contains($0) }.map { "\($0.prefix)" }
      + now.routes.filter { route in !routes.contains { $0.isSame(as: route) } }.map(\.words)
      + now.neighbours.filter { one in !neighbours.contains { $0.isSame(as: one) } }.map(\.words)
    return gone.map { "no \($0)" } + new.map { "new \($0)" }
  }

  /// The same of another interface.
  public func moved(from old: InterfaceName, to new: InterfaceName) -> InterfaceBackup {
    var moved = self
    moved.addresses = addresses.map { $0.moved(to: new) }
    moved.routes = routes.map { $0.moved(from: old, to: new) }
    moved.neighbours = neighbours.map { $0.moved(to: new) }
    return moved
  }

  /// This one, and what only the other one has behind it.
  public func joined(with other: InterfaceBackup) -> InterfaceBackup {
    var joined = self
    joined.addresses += other.addresses.filter { address in !addresses.contains { $0.isSame(as: address) } }
    joined.routes += other.routes.filter { route in !routes.contains { $0.isSame(as: route) } }
    joined.neighbours += other.neighbours.filter { one in !neighbours.contains { $0.isSame(as: one) } }
    return joined
  }

  /// What is left of it after so long: lifetimes are shorter, and what came to its end is gone.
  public func aged(by time: Duration) -> InterfaceBackup {
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

extension Address {
  fileprivate var timeless: Address {
    var address = self
    (address.validLifetime, address.preferredLifetime) = (.max, .max)
    return address
  }
}
