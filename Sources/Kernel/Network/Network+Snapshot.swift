import Rules
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
    let routes = try Route.list(socket, links, by: indexes)
      .filter { !$0.isImplied(by: addresses) || $0.mayOutlive(addresses) }
    return Network(
      links: links.links, addresses: addresses, routes: routes,
      neighbours: try Neighbour.list(socket, links, on: indexes))
  }
}
