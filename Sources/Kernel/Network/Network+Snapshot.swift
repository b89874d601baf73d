import Rules

extension Network {
  /// What the kernel has now, in this network namespace.
  static func snapshot(_ socket: NetlinkSocket) throws(NetlinkError) -> Network {
    let links = try LinkReader(socket)
    let addresses = try Address.list(socket, links)
    let routes = try Route.list(socket, links)
      .filter { !$0.isImplied(by: addresses) || $0.mayOutlive(addresses) }
    return Network(
      links: links.links, addresses: addresses, routes: routes, neighbours: try Neighbour.list(socket, links))
  }
}
