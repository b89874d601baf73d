import CNetlink
import Netlink
import Plans
import Wire

extension Route {
  /// The routes of both families and all tables: `ip route show table all`.
  /// `indexes`: only those by these interfaces (RTA_OIF).
  static func list(
    _ socket: NetlinkSocket, _ links: LinkReader, by indexes: [Int32]? = nil
  ) throws(NetlinkError) -> [Route] {
    var routes: [Route] = []
    for family in [AF_INET, AF_INET6] {
      let header = [UInt8(family)] + [UInt8](repeating: 0, count: RouteHeader.route - 1)
      let request = NetlinkMessage(type: UInt16(RTM_GETROUTE), header: header)
      guard let indexes else {
        routes += try socket.dump(request, operation: "list routes").compactMap { Route($0, links) }
        continue
      }
      for index in indexes {
        var request = request
        request.append(UInt16(RTA_OIF.rawValue), native: index)
        let found = try socket.dump(request, operation: "list routes").compactMap { Route($0, links) }
        // One over several ways is listed for each of them.
        routes += found.filter { route in
          links[index].map(route.leaves) == true && (route.hops.count == 1 || !routes.contains(route))
        }
      }
    }
    return routes
  }

  /// The gateways of the first `count` routes of each family: a full table has a million routes, and few gateways.
  static func gateways(_ links: LinkReader, atMost count: Int) throws(NetlinkError) -> Set<IPAddress> {
    var gateways: Set<IPAddress> = []
    for family in [AF_INET, AF_INET6] {
      let header = [UInt8(family)] + [UInt8](repeating: 0, count: RouteHeader.route - 1)
      let request = NetlinkMessage(type: UInt16(RTM_GETROUTE), header: header)
      let replies = try NetlinkSocket(.route).beginning(count, of: request, operation: "list routes")
      gateways.formUnion(replies.lazy.compactMap { Route($0, links) }.flatMap(\.hops).compactMap(\.gateway))
    }
    return gateways
  }

  /// Reads RTM_NEWROUTE; nil for a cached route, or one by a link that has just come or gone.
  init?(_ reply: NetlinkReply, _ links: LinkReader) {
    let header = Array(reply.payload.prefix(RouteHeader.route))
    guard reply.type == UInt16(RTM_NEWROUTE), header.count == RouteHeader.route,
      let flags = header[8...].nativeNumber(at: 0, as: UInt32.self), flags & UInt32(RTM_F_CLONED) == 0
    else { return nil }
    var fields = RouteFields(isV4: header[0] == UInt8(AF_INET), links: links)
    fields.read(reply.attributes(after: RouteHeader.route))
    guard fields.isWhole, let destination = Prefix(address: fields.destination, length: Int(header[1])) else {
      return nil
    }
    if let interface = fields.interface {
      fields.hops = [Hop(interface: interface, gateway: fields.gateway, flags: Hop.settings(flags))]
    }
    self.init(
      destination: destination, hops: fields.hops, table: fields.table ?? UInt32(header[4]),
      protocolNumber: header[5], scope: header[6], type: header[7], tos: header[3], metric: fields.metric,
      source: fields.source, expires: fields.expires, attributes: fields.carried,
      from: fields.from.flatMap { Prefix(address: $0, length: Int(header[2])) },
      nexthopObject: fields.nexthopObject)
  }
}

/// What the attributes of a route, or of one of its hops, say.
struct RouteFields {
  let isV4: Bool
  let links: LinkReader
  var destination: IPAddress
  var hops: [Route.Hop] = []
  var interface: InterfaceName?
  var gateway: IPAddress?
  var table: UInt32?
  var metric: UInt32?
  var source: IPAddress?
  var from: IPAddress?
  var expires: UInt32?
  var nexthopObject: UInt32?
  var carried: [Route.Attribute] = []
  /// Every interface it names is known.
  var isWhole = true

  init(isV4: Bool, links: LinkReader) {
    self.isV4 = isV4
    self.links = links
    destination = isV4 ? .v4(IPv4Address(bits: 0)) : .v6(IPv6Address(high: 0, low: 0))
  }

  mutating func read(_ attributes: NetlinkAttributes) {
    for attribute in attributes {
      let address = IPAddress(octets: attribute.bytes)
      let number = attribute.native(UInt32.self)
      switch rtattr_type_t(UInt32(attribute.type)) {
      case RTA_DST: destination = address ?? destination
      case RTA_SRC: from = address
      case RTA_OIF:
        interface = number.flatMap { links[Int32(bitPattern: $0)] }
        if interface == nil { isWhole = false }
      case RTA_GATEWAY: gateway = address
      case RTA_VIA: gateway = IPAddress(octets: attribute.bytes.dropFirst(2))
      case RTA_PRIORITY: metric = number
      case RTA_PREFSRC: source = address
      case RTA_TABLE: table = number
      case RTA_NH_ID: nexthopObject = number
      case RTA_MULTIPATH: readHops(attribute.bytes)
      case RTA_CACHEINFO:
        // `rta_expires` of `struct rta_cacheinfo`, in hundredths of a second (USER_HZ).
        if let ticks = attribute.bytes.nativeNumber(at: 8, as: Int32.self), ticks > 0 {
          expires = (UInt32(ticks) + 99) / 100
        }
      case RTA_PAD, RTA_EXPIRES: break
      default: carried.append(Route.Attribute(type: attribute.rawType, bytes: Array(attribute.bytes)))
      }
    }
  }

  private mutating func readHops(_ bytes: ArraySlice<UInt8>) {
    var rest = bytes
    while let length = rest.nativeNumber(at: 0, as: UInt16.self).map(Int.init), length >= RouteHeader.hop,
      length <= rest.count, let index = rest.nativeNumber(at: 4, as: Int32.self)
    {
      var fields = RouteFields(isV4: isV4, links: links)
      fields.read(NetlinkAttributes(rest.prefix(length).dropFirst(RouteHeader.hop)))
      if let interface = links[index] {
        hops.append(
          Route.Hop(
            interface: interface, gateway: fields.gateway, weight: rest[rest.startIndex + 3],
            flags: Route.Hop.settings(UInt32(rest[rest.startIndex + 2])), attributes: fields.carried))
      } else {
        isWhole = false
      }
      rest = rest.dropFirst((length + 3) & ~3)
    }
  }
}

extension Route.Hop {
  /// RTNH_F_PERVASIVE and RTNH_F_ONLINK; the other flags describe the state (dead, linkdown, offload).
  static func settings(_ flags: UInt32) -> UInt8 { UInt8(flags & UInt32(RTNH_F_PERVASIVE | RTNH_F_ONLINK)) }
}
