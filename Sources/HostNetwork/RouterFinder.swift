import Netlink
public import Wire

/// Which router is the way to a relay: its Ethernet address is the source of what the relay sends here.
public enum RouterFinder {
  /// What was found out.
  public enum Answer: Hashable, Sendable {
    /// The address of the next hop, or of the relay itself where it is on the link.
    case router(MACAddress)
    /// There is no way there.
    case noRoute
    /// The next hop's Ethernet address is not known.
    case unknown(IPAddress)
  }

  /// Asks the kernel for the route to a relay and for the neighbour that it leads to; sends nothing.
  public static func router(towards relay: IPAddress) throws -> Answer {
    let socket = try NetlinkSocket(.route)
    guard let way = try RouteLookup.answer(to: relay, socket) else { return .noRoute }
    let neighbours = try socket.dump(NeighbourState.list(), operation: "list neighbours")
      .compactMap(NeighbourState.init)
    let router = neighbours.first { $0.address == way.address && $0.index == way.index }?.mac
    guard let router, router != .zero, !router.isGroup else { return .unknown(way.address) }
    return .router(router)
  }
}
