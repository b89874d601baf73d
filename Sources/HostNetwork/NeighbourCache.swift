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
    guard let told = KernelNeighbour(reply), told.isHost, told.index == source,
      told.is(NUD_REACHABLE | NUD_STALE | NUD_DELAY | NUD_PROBE), !told.has(NTF_EXT_LEARNED),
      let address = told.address, !told.hardware.isEmpty
    else { return nil }
    return NeighbourRequest.add(
      address, index: target, state: UInt16(NUD_STALE), flags: told.flags & UInt8(NTF_ROUTER),
      hardware: told.hardware, [.acknowledge, .create, .exclusive])
  }
}
