import CNetlink
public import Wire

/// The addresses on the link that belong to the machine itself and to its gateways: never to be blocked.
public struct Surroundings: Hashable, Sendable {
  /// The addresses of every interface here, permanent ones included.
  public var own: Set<MACAddress>
  /// The hardware addresses of the gateways, as far as the neighbour table has them.
  public var gateways: Set<MACAddress>

  /// Asks the kernel. `routers` are gateways known from elsewhere; the ones in use are found here, by asking for
  /// the route to an address far away, since listing the routes of a full table takes seconds.
  public static func read(routers: Set<IPAddress> = []) throws(NetlinkError) -> Surroundings {
    let socket = try NetlinkSocket(.route)
    var routers = routers
    for far in farAway {
      if let gateway = gateway(to: far, socket) { routers.insert(gateway) }
    }
    return Surroundings(own: try ownAddresses(socket), gateways: try neighbours(socket, among: routers))
  }

  private static let farAway = ["192.88.99.1", "2000::1"].compactMap { IPAddress($0) }

  // `ip route get ADDRESS`; nil without a route there.
  private static func gateway(to address: IPAddress, _ socket: NetlinkSocket) -> IPAddress? {
    var header = [UInt8](repeating: 0, count: RouteHeader.route)
    header[0] = address.family
    header[1] = UInt8(address.width)
    var request = NetlinkMessage(type: UInt16(RTM_GETROUTE), flags: [.acknowledge], header: header)
    request.append(UInt16(RTA_DST.rawValue), address.octets)
    guard let replies = try? socket.perform(request, operation: "look up route") else { return nil }
    for reply in replies where reply.type == UInt16(RTM_NEWROUTE) {
      let gateway = reply.attributes(after: RouteHeader.route)[UInt16(RTA_GATEWAY.rawValue)]
      if let gateway { return IPAddress(octets: gateway.bytes) }
    }
    return nil
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

  private static func neighbours(
    _ socket: NetlinkSocket, among routers: Set<IPAddress>
  ) throws(NetlinkError) -> Set<MACAddress> {
    let request = NetlinkMessage(
      type: UInt16(RTM_GETNEIGH), flags: [], header: [UInt8](repeating: 0, count: RouteHeader.neighbour))
    var found: Set<MACAddress> = []
    for reply in try socket.dump(request, operation: "list neighbours") {
      // NTF_ROUTER: an IPv6 neighbour that advertised itself as a router.
      var isRouter =
        reply.payload.nativeNumber(at: 10, as: UInt8.self).map { $0 & UInt8(NTF_ROUTER) != 0 } ?? false
      var mac: MACAddress?
      for attribute in reply.attributes(after: RouteHeader.neighbour) {
        switch attribute.type {
        case UInt16(NDA_DST):
          if let address = IPAddress(octets: attribute.bytes), routers.contains(address) { isRouter = true }
        case UInt16(NDA_LLADDR): mac = MACAddress(octets: attribute.bytes)
        default: break
        }
      }
      if isRouter, let mac, mac != .zero { found.insert(mac) }
    }
    return found
  }
}
