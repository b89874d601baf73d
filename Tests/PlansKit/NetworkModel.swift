import Plans
import Wire

/// A kernel in a value: what network a plan would leave.
package final class NetworkModel {
  package var network: Network

  package init(_ network: Network) { self.network = network }

  package func apply(_ plan: Plan) {
    for change in plan.changes {
      switch change {
      case .createBridge(let bridge):
        network.links.append(
          Link(
            name: bridge.name, index: 9, kind: .bridge, address: bridge.address, mtu: 1500, isUp: true,
            alias: bridge.alias))
      case .deleteBridge(let bridge): delete(bridge.name)
      case .enslave(let port, let bridge): set(master: bridge, of: port)
      case .release(let port, _): set(master: nil, of: port)
      case .addAddress(let address): network.addresses.append(address)
      case .removeAddress(let address): network.addresses.removeAll { $0 == address }
      case .addRoute(let route): network.routes.append(route)
      case .removeRoute(let route): network.routes.removeAll { $0 == route }
      case .addNeighbour(let neighbour): network.neighbours.append(neighbour)
      case .removeNeighbour(let neighbour): network.neighbours.removeAll { $0 == neighbour }
      case .installBroute(let broute): network.broute.append(broute)
      case .removeBroute(let broute): network.broute.removeAll { $0 == broute }
      case .installVLANFilter(let filter): network.vlanFilters?.append(filter)
      case .removeVLANFilter(let filter): network.vlanFilters?.removeAll { $0 == filter }
      case .changeVLANFilter(let filter, let old):
        network.vlanFilters = network.vlanFilters?.map { $0 == old ? filter : $0 }
      default: break
      }
    }
  }

  /// As the kernel does it: what is on a link goes with it.
  package func delete(_ name: InterfaceName) {
    network.links.removeAll { $0.name == name }
    for index in network.links.indices where network.links[index].master == name {
      network.links[index].master = nil
    }
    network.addresses.removeAll { $0.interface == name }
    network.routes.removeAll { $0.hops.contains { $0.interface == name } }
    network.neighbours.removeAll { $0.interface == name }
  }

  package func set(master: InterfaceName?, of port: InterfaceName) {
    for index in network.links.indices where network.links[index].name == port {
      network.links[index].master = master
    }
  }
}
