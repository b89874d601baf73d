import CNetlink
import Glibc
import Netlink

/// What an interface has learnt of its neighbours by itself.
enum NeighbourCache {
  /// The most that are copied; the kernel forgets beyond some hundreds (`gc_thresh3`) itself.
  static let limit = 512

  /// `ip neighbour show dev NAME`, with flags NTF_PROXY `ip neighbour show proxy`; without an index of every interface.
  /// An old kernel may list those of other interfaces in any case.
  static func list(of index: Int32?, flags: UInt8 = 0) -> NetlinkMessage {
    var header = [UInt8](repeating: 0, count: RouteHeader.neighbour)
    header[10] = flags
    var message = NetlinkMessage(type: UInt16(RTM_GETNEIGH), header: header)
    if let index { message.append(UInt16(NDA_IFINDEX), native: index) }
    return message
  }

  /// The same neighbour on another interface, known but to be asked for again (`nud stale`). Nil where there is
  /// nothing to copy.
  static func copy(_ reply: NetlinkReply, from source: Int32, to target: Int32) -> NetlinkMessage? {
    let usable = UInt16(NUD_REACHABLE | NUD_STALE | NUD_DELAY | NUD_PROBE)
    let attributes = reply.attributes(after: RouteHeader.neighbour)
    guard reply.type == UInt16(RTM_NEWNEIGH),
      let family = reply.payload.first, family == UInt8(AF_INET) || family == UInt8(AF_INET6),
      reply.payload.nativeNumber(at: 4, as: Int32.self) == source,
      let state = reply.payload.nativeNumber(at: 8, as: UInt16.self), state & usable != 0,
      let flags = reply.payload.nativeNumber(at: 10, as: UInt8.self), flags & UInt8(NTF_EXT_LEARNED) == 0,
      let address = attributes[UInt16(NDA_DST)]?.bytes, let mac = attributes[UInt16(NDA_LLADDR)]?.bytes
    else { return nil }
    var header: [UInt8] = [family, 0, 0, 0]
    header.append(native: target)
    header.append(native: UInt16(NUD_STALE))
    header += [flags & UInt8(NTF_ROUTER), 0]
    var message = NetlinkMessage(
      type: UInt16(RTM_NEWNEIGH), flags: [.acknowledge, .create, .exclusive], header: header)
    message.append(UInt16(NDA_DST), address)
    message.append(UInt16(NDA_LLADDR), mac)
    return message
  }
}
