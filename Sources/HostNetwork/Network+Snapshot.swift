import Netlink
import Plans
import Wire

extension Network {
  /// What the kernel has now, in this network namespace. `around`: of routes and neighbours only those of these
  /// interfaces, as there may be very many others; an old kernel lists them too.
  static func snapshot(
    _ socket: NetlinkSocket, around names: Set<InterfaceName>? = nil
  ) throws(NetlinkError) -> Network {
    let links = try LinkReader(socket)
    let addresses = try Address.list(socket, links)
    let indexes = names.map { names in links.links.filter { names.contains($0.name) }.map(\.index) }
    let listed = try Route.list(socket, links, by: indexes)
    let routes = listed.filter { !$0.isImplied(by: addresses) || $0.mayOutlive(addresses) }
    var network = Network(
      links: links.links, addresses: addresses, routes: routes,
      neighbours: try Neighbour.list(socket, links, on: indexes))
    // Of some interfaces alone it cannot be told what comes before what.
    if names == nil { network.ties = Route.ties(listed) }
    return network
  }
}
