internal import Wire

/// Routes that the kernel has and would not take again: no address reaches their gateway any more, as after a
/// renumbering.
extension BridgePlanner.Move {
  /// A change of such a route stands between the coming and going of a host route to its gateway, so that it goes
  /// through, and its inverse too.
  func guided(_ change: Change, _ route: Route) -> [Change] { guided(change, helpers: guides(of: route)) }

  /// The same, with these host routes.
  func guided(_ change: Change, helpers: [Route]) -> [Change] {
    helpers.map { .addRoute($0) } + [change] + helpers.map { .removeRoute($0) }
  }

  /// A host route for each of its gateways that nothing else reaches.
  func guides(of route: Route) -> [Route] {
    var found: [Route] = []
    for hop in route.hops where hop.flags & 4 == 0 {  // RTNH_F_ONLINK
      guard let gateway = hop.gateway, !isReached(gateway, hop.interface, route.table),
        let destination = Prefix(address: gateway, length: gateway.width)
      else { continue }
      let isV4 = gateway.width == 32
      let guide = Route(
        destination: destination, hops: [Route.Hop(interface: hop.interface, gateway: nil)],
        table: route.table,
        scope: isV4 ? 253 : 0, metric: isV4 ? nil : 1)
      if !found.contains(guide) { found.append(guide) }
    }
    return found
  }

  private func isReached(_ gateway: IPAddress, _ interface: InterfaceName, _ table: UInt32) -> Bool {
    let key = ReachedGateways.Key(gateway: gateway, interface: interface, table: table)
    if let known = reached.known[key] { return known }
    let answer = lookUp(gateway, interface, table)
    reached.known[key] = answer
    return answer
  }

  // As `fib_check_nh` and `ip6_route_check_nh` look it up: in the route's own table, then by the rules. What is on
  // either end of the move counts, as it is to be on the other.
  private func lookUp(_ gateway: IPAddress, _ interface: InterfaceName, _ table: UInt32) -> Bool {
    if case .v6(let address) = gateway, address.isLinkLocal { return true }
    let places = [from, to].contains(interface) ? [from, to] : [interface]
    let addresses = network.addresses.filter {
      places.contains($0.interface) && $0.prefix.address.width == gateway.width
    }
    // The kernel has no such route on an interface without an address: whoever plans does not know it.
    guard !addresses.isEmpty else { return true }
    let connected = addresses.filter { !$0.hasNoPrefixRoute }.compactMap {
      Prefix(address: $0.peer ?? $0.prefix.address, length: $0.prefix.length)
    }
    let routes = network.routes.filter { route in
      [table, 254].contains(route.table) && route.type == 1
        && route.hops.contains { places.contains($0.interface) }
        && route.destination.covers(gateway)
    }
    if gateway.width == 32 {
      return connected.contains { $0.covers(gateway) }
        || routes.contains { route in
          route.hops.contains { places.contains($0.interface) && $0.gateway == nil }
        }
    }
    // IPv6 takes the longest match alone.
    return [table, 254].contains { table in
      let prefixes = table == 254 ? connected.filter { $0.covers(gateway) }.map(\.length) : []
      let own = routes.filter { $0.table == table }
      let onLink = (prefixes + own.filter { $0.hops[0].gateway == nil }.map(\.destination.length)).max()
      let routed = own.filter { $0.hops[0].gateway != nil }.map(\.destination.length).max() ?? -1
      return onLink.map { $0 >= routed } ?? false
    }
  }
}

/// Which gateways the kernel finds on the link of an interface.
final class ReachedGateways {
  struct Key: Hashable {
    let gateway: IPAddress
    let interface: InterfaceName
    let table: UInt32
  }

  var known: [Key: Bool] = [:]
}

extension Prefix {
  /// The address is one of its network.
  fileprivate func covers(_ other: IPAddress) -> Bool {
    address.width == other.width && network == Prefix(address: other, length: length)?.network
  }
}
