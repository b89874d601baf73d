internal import Wire

extension BridgePlanner {
  /// Everything that makes an interface a host's, taken from one to another.
  struct Move {
    let from: InterfaceName
    let to: InterfaceName
    let network: Network
    /// Whether link-local addresses are copied and not taken away.
    let keepsLinkLocal: Bool
    /// What has been found out about gateways: very many routes may have few.
    let reached = ReachedGateways()

    /// Harmless beside the old ones: the addresses, once more.
    var additions: [Change] {
      let there = network.addresses.filter { $0.interface == to }
      let missing = network.addresses.filter { $0.interface == from }.map { $0.moved(to: to) }
        .filter { address in !there.contains { $0.isSame(as: address) } }
      // The kernel puts a new IPv4 address behind the others of its scope, but a new IPv6 address before them.
      let v4 = missing.filter { $0.prefix.address.width == 32 }
      let v6 = missing.filter { $0.prefix.address.width == 128 }
      return (v4 + v6.reversed()).map { .addAddress($0) }
    }

    /// What must not be left half done: routes, permanent neighbours, and the old addresses (secondaries before
    /// their primaries; an IPv6 address taken back comes before the others).
    var switchover: [Change] {
      let neighbours = network.neighbours.filter { $0.interface == from }
      let arriving = neighbours.map { $0.moved(to: to) }
        .filter { one in !network.neighbours.contains { $0.isSame(as: one) } }
      let addresses = network.addresses.filter { $0.interface == from && !(keepsLinkLocal && $0.isLinkLocal) }
      let leaving =
        addresses.filter { $0.prefix.address.width == 32 }.reversed()
        + addresses.filter { $0.prefix.address.width == 128 }
      return arriving.map { .addNeighbour($0) } + routes + neighbours.map { .removeNeighbour($0) }
        + leaving.map { .removeAddress($0) }
    }

    /// The new way is there before the old one goes; where the kernel would make one multipath route of both, or
    /// find them the same by their other hops, the old one goes first.
    private var routes: [Change] {
      let addresses = network.addresses.map { $0.interface == from ? $0.moved(to: to) : $0 }
      let old = Self.dependenciesFirst(network.routes.filter { $0.leaves(by: from) })
      let new = old.map { $0.moved(from: from, to: to) }
        .filter { route in
          !network.routes.contains { $0.isSame(as: route) } && !route.isImplied(by: addresses)
        }
      let mayStandBeside = { (route: Route) in route.destination.address.width == 32 || route.hops.count == 1
      }
      return new.filter(mayStandBeside).flatMap { guided(.addRoute($0), $0) }
        + old.reversed().flatMap { guided(.removeRoute($0), $0) }
        + new.filter { !mayStandBeside($0) }.flatMap { guided(.addRoute($0), $0) }
    }

    private static func dependenciesFirst(_ routes: [Route]) -> [Route] {
      let needsGateway = { (route: Route) in route.hops.contains { $0.gateway != nil } }
      return routes.filter { !needsGateway($0) } + routes.filter(needsGateway)
    }
  }
}
