internal import Wire

extension BridgePlanner {
  /// Puts right what somebody did to a bridge that was whole: a deleted one is built again with what it had, the
  /// port is taken in again, and what came to the port meanwhile moves to the bridge.
  ///
  /// What a standing bridge no longer has was taken from it by somebody who means it, so it stays away. Without
  /// the port's device nothing is to be done until there is one.
  public static func restore(
    _ wanted: Bridge, backup: InterfaceBackup, network: Network
  ) throws(PlanError) -> Plan {
    guard network[wanted.port] != nil else { return Plan() }
    var before = network
    if network[wanted.name] != nil {
      // The bridge had its share of those when it was built; a port that came again may have another one.
      before.addresses.removeAll { $0.interface == wanted.port && $0.isLinkLocal }
      return try up(wanted, network: before)
    }
    // As if all of it were on the port, from where the planner knows the way.
    let onPort = backup.moved(from: wanted.name, to: wanted.port)
    if wanted.mode.movesAddresses {
      before.addresses += onPort.addresses.filter { address in
        !network.addresses.contains { $0.isSame(as: address) }
      }
      before.routes += onPort.routes.filter { route in !network.routes.contains { $0.isSame(as: route) } }
      before.neighbours += onPort.neighbours.filter { one in
        !network.neighbours.contains { $0.isSame(as: one) }
      }
    }
    let plan = try up(wanted, network: before)
    return Plan(
      plan.changes.flatMap { change -> [Change] in
        switch change {
        case .removeAddress(let address) where !network.addresses.contains(address): []
        case .removeRoute(let route)
        where !network.routes.contains(route) && !plan.changes.contains(.addRoute(route)): []
        case .removeNeighbour(let neighbour) where !network.neighbours.contains(neighbour): []
        case .addRoute(let route): network.routes.filter(route.isRest).map { .removeRoute($0) } + [change]
        default: [change]
        }
      })
  }
}

extension Route {
  // The kernel takes the ways of an IPv6 route apart when one of their interfaces goes, and would not add the whole
  // beside them.
  fileprivate func isRest(_ other: Route) -> Bool {
    hops.count > other.hops.count && destination == other.destination && from == other.from
      && table == other.table && metric == other.metric && tos == other.tos && type == other.type
      && other.hops.allSatisfy { rest in
        hops.contains { $0.interface == rest.interface && $0.gateway == rest.gateway }
      }
  }
}
