import CNetlink
import Netlink
import Plans
import Wire

/// Requests about routes; each is what `ip route` sends.
enum RouteRequest {
  /// `ip route append`: beside another one by a different interface, never in its place. For IPv6 that flag would
  /// make one multipath route of the two.
  static func add(_ route: Route, index: (InterfaceName) -> Int32) -> NetlinkMessage {
    let isV4 = route.destination.address.width == 32
    return message(
      RTM_NEWROUTE, isV4 ? [.acknowledge, .create, .append] : [.acknowledge, .create], route, index)
  }

  /// `ip route delete`, told everything, so that it hits this very route.
  static func remove(_ route: Route, index: (InterfaceName) -> Int32) -> NetlinkMessage {
    message(RTM_DELROUTE, [.acknowledge], route, index)
  }

  private static func message(
    _ type: Int, _ flags: NetlinkMessage.Flags, _ route: Route, _ index: (InterfaceName) -> Int32
  ) -> NetlinkMessage {
    let single = route.hops.count == 1 ? route.hops.first : nil
    var header: [UInt8] = [
      route.destination.address.family, UInt8(route.destination.length), UInt8(route.from?.length ?? 0),
      route.tos,
      // RT_TABLE_UNSPEC where the number needs RTA_TABLE.
      route.table < 256 ? UInt8(route.table) : 0, route.protocolNumber, route.scope, route.type,
    ]
    header.append(native: UInt32(single?.flags ?? 0))
    var message = NetlinkMessage(type: UInt16(type), flags: flags, header: header)
    if route.destination.length > 0 { message.append(RTA_DST, route.destination.address.octets) }
    if let from = route.from { message.append(RTA_SRC, from.address.octets) }
    if route.table > 255 { message.append(RTA_TABLE, native: route.table) }
    if let source = route.source { message.append(RTA_PREFSRC, source.octets) }
    if let metric = route.metric { message.append(RTA_PRIORITY, native: metric) }
    if let single {
      message.append(RTA_OIF, native: index(single.interface))
      if let gateway = single.gateway { message.append(gateway, of: route) }
    } else if !route.hops.isEmpty {
      message.nest(UInt16(RTA_MULTIPATH.rawValue), marked: false) {
        for hop in route.hops { $0.append(hop, of: route, index: index(hop.interface)) }
      }
    }
    if let expires = route.expires { message.append(RTA_EXPIRES, native: expires) }
    for attribute in route.attributes { message.append(attribute.type, attribute.bytes) }
    return message
  }
}

extension NetlinkMessage {
  fileprivate mutating func append(_ type: rtattr_type_t, _ bytes: [UInt8]) {
    append(UInt16(type.rawValue), bytes)
  }

  fileprivate mutating func append(_ type: rtattr_type_t, native value: some FixedWidthInteger) {
    append(UInt16(type.rawValue), native: value)
  }

  /// RTA_GATEWAY, or RTA_VIA (a family and an address) for an IPv4 route by an IPv6 router.
  fileprivate mutating func append(_ gateway: IPAddress, of route: Route) {
    guard gateway.width != route.destination.address.width else { return append(RTA_GATEWAY, gateway.octets) }
    var via: [UInt8] = []
    via.append(native: UInt16(gateway.family))
    append(RTA_VIA, via + gateway.octets)
  }

  /// `struct rtnexthop` with its own attributes.
  fileprivate mutating func append(_ hop: Route.Hop, of route: Route, index: Int32) {
    var attributes = NetlinkMessage(type: 0, header: [])
    if let gateway = hop.gateway { attributes.append(gateway, of: route) }
    for attribute in hop.attributes { attributes.append(attribute.type, attribute.bytes) }
    var bytes: [UInt8] = []
    bytes.append(native: UInt16(RouteHeader.hop + attributes.payload.count))
    bytes += [hop.flags, hop.weight]
    bytes.append(native: index)
    append(raw: bytes + attributes.payload)
  }
}
