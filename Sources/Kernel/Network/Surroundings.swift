import CNetlink
public import Wire

/// The addresses on the link that belong to the machine itself, to its gateways and to the way to whoever runs us by
/// ssh: never to be blocked.
public struct Surroundings: Hashable, Sendable {
  /// The addresses of every interface here, permanent ones included.
  public var own: Set<MACAddress>
  /// The hardware addresses of the gateways, as far as the neighbour table has them.
  public var gateways: Set<MACAddress>
  /// The hardware address of the next hop of an ssh session, as far as the neighbour table has it.
  public var sessions: Set<MACAddress>

  /// Asks the kernel. `routers` are gateways known from elsewhere; the ones in use are found here, by asking for
  /// the route to an address far away, since listing the routes of a full table takes seconds.
  public static func read(
    routers: Set<IPAddress> = [], session: SSHSession? = nil
  ) throws(NetlinkError) -> Surroundings {
    let socket = try NetlinkSocket(.route)
    var routers = routers
    for far in farAway {
      if let way = try RouteLookup.answer(to: far, socket), way.isGateway { routers.insert(way.address) }
    }
    var hop: RouteLookup.Answer?
    if let session { hop = try nextHop(of: session, socket) }
    let neighbours = try socket.dump(NeighbourState.list(), operation: "list neighbours")
      .compactMap(NeighbourState.init)
    let known = neighbours.filter { $0.mac != nil && $0.mac != .zero }
    return Surroundings(
      own: try ownAddresses(socket),
      gateways: Set(known.filter { $0.isRouter || routers.contains($0.address) }.compactMap(\.mac)),
      sessions: Set(
        known.filter { $0.address == hop?.address && $0.index == hop?.index }.compactMap(\.mac)))
  }

  private static let farAway = ["192.88.99.1", "2000::1"].compactMap { IPAddress($0) }

  /// The neighbour through which the person is reached.
  static func nextHop(
    of session: SSHSession, _ socket: NetlinkSocket
  ) throws(NetlinkError) -> RouteLookup.Answer? {
    var index: Int32 = 0
    if let zone = session.zone {
      let link = try? socket.perform(LinkRequest.get(zone), operation: "find interface", subject: "\(zone)")
      index = link?.first?.payload.nativeNumber(at: 4, as: Int32.self) ?? 0
    }
    // Rules may route by the source address; one that is gone is refused.
    if let way = try RouteLookup.answer(to: session.client, from: session.server, index: index, socket) {
      return way
    }
    return try RouteLookup.answer(to: session.client, index: index, socket)
  }

  private static func ownAddresses(_ socket: NetlinkSocket) throws(NetlinkError) -> Set<MACAddress> {
    let request = NetlinkMessage(
      type: UInt16(RTM_GETLINK), flags: [], header: [UInt8](repeating: 0, count: RouteHeader.link))
    var addresses: Set<MACAddress> = []
    for reply in try socket.dump(request, operation: "list links") {
      for attribute in reply.attributes(after: RouteHeader.link) {
        guard attribute.type == UInt16(IFLA_ADDRESS) || attribute.type == UInt16(IFLA_PERM_ADDRESS),
          let mac = MACAddress(octets: attribute.bytes), mac != .zero
        else { continue }
        addresses.insert(mac)
      }
    }
    return addresses
  }
}
