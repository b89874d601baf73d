import CNetlink
public import Netlink
import Plans
public import System
public import Wire

/// The addresses on the link that belong to the machine itself, to its gateways and to the way to whoever runs us by
/// ssh: never to be blocked.
public struct Surroundings: Hashable, Sendable {
  /// The addresses of every interface here, permanent ones included.
  public var own: Set<MACAddress>
  /// The hardware addresses of the next hops of routes, as far as the neighbour table has them, and of neighbours that say
  /// that they are routers.
  public var gateways: Set<MACAddress>
  /// The hardware address of the next hop of an ssh session, as far as the neighbour table has it.
  public var sessions: Set<MACAddress>
  /// The networks of the interfaces whose frames go through the port.
  public var networks: Set<Prefix>

  /// Nobody, unless said otherwise.
  package init(
    own: Set<MACAddress> = [], gateways: Set<MACAddress> = [], sessions: Set<MACAddress> = [],
    networks: Set<Prefix> = []
  ) {
    (self.own, self.gateways, self.sessions, self.networks) = (own, gateways, sessions, networks)
  }

  /// Routes of a family that are looked at: listing a full table takes seconds.
  private static let routes = 4096

  /// Asks the kernel. `routers` are gateways known from elsewhere; found here are the ones in use, by asking for the route
  /// to an address far away, and those of the first routes of each family.
  public static func read(
    routers: Set<IPAddress> = [], session: SSHSession? = nil, port: InterfaceName? = nil
  ) throws(NetlinkError) -> Surroundings {
    let socket = try NetlinkSocket(.route)
    let links = try LinkReader(socket)
    var routers = routers.union(try Route.gateways(links, atMost: Self.routes))
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
        known.filter { $0.address == hop?.address && $0.index == hop?.index }.compactMap(\.mac)),
      networks: try port.map { port throws(NetlinkError) in try networks(of: port, links, socket) } ?? [])
  }

  private static func networks(
    of port: InterfaceName, _ links: LinkReader, _ socket: NetlinkSocket
  ) throws(NetlinkError) -> Set<Prefix> {
    let interfaces = Network(links: links.links).interfaces(through: port)
    let addresses = try Address.list(socket, links).filter { interfaces.contains($0.interface) }
    return Set(addresses.map(\.prefix))
  }

  private static let farAway = ["192.88.99.1", "2000::1"].compactMap { IPAddress($0) }

  /// The neighbour through which the person is reached.
  package static func nextHop(
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
