import CNetlink
import Glibc
import Netlink
package import Wire

/// Asks which way a packet would go: `ip route get ADDRESS`.
package enum RouteLookup {
  /// The neighbour a packet is handed to.
  package struct Answer: Hashable {
    /// The gateway; the destination itself when it is on the link.
    package var address: IPAddress
    /// There is a gateway.
    var isGateway: Bool
    /// The interface it leaves by.
    package var index: Int32
  }

  /// The way to `address`, for packets from `source` and by interface `index` where these are said; nil when there
  /// is none.
  static func answer(
    to address: IPAddress, from source: IPAddress? = nil, index: Int32 = 0, _ socket: NetlinkSocket
  ) throws(NetlinkError) -> Answer? {
    do throws(NetlinkError) {
      let replies = try socket.perform(
        request(to: address, from: source, index: index), operation: "look up the route to",
        subject: "\(address)")
      return replies.lazy.compactMap { read($0, to: address) }.first
    } catch {
      guard isUnreachable(error.errno) else { throw error }
      return nil
    }
  }

  /// The numbers by which the kernel says that it has no way there: none at all, or a route of type unreachable,
  /// blackhole, prohibit or throw (`fib_props` in net/ipv4/fib_semantics.c), or no such address family.
  static func isUnreachable(_ errno: Int32) -> Bool {
    [ENETUNREACH, EHOSTUNREACH, EINVAL, EACCES, EAGAIN, ESRCH, EOPNOTSUPP, EAFNOSUPPORT].contains(errno)
  }

  static func request(to address: IPAddress, from source: IPAddress?, index: Int32) -> NetlinkMessage {
    var header = [UInt8](repeating: 0, count: RouteHeader.route)
    header[0] = address.family
    header[1] = UInt8(address.width)
    if let source, source.width == address.width { header[2] = UInt8(source.width) }
    var request = NetlinkMessage(type: UInt16(RTM_GETROUTE), header: header)
    request.append(UInt16(RTA_DST.rawValue), address.octets)
    if let source, source.width == address.width { request.append(UInt16(RTA_SRC.rawValue), source.octets) }
    if index != 0 { request.append(UInt16(RTA_OIF.rawValue), native: index) }
    return request
  }

  static func read(_ reply: NetlinkReply, to address: IPAddress) -> Answer? {
    guard reply.type == UInt16(RTM_NEWROUTE) else { return nil }
    let attributes = reply.attributes(after: RouteHeader.route)
    guard let index = attributes[UInt16(RTA_OIF.rawValue)]?.native(Int32.self) else { return nil }
    // RTA_VIA is a gateway of the other family, behind two bytes that say which.
    let octets =
      attributes[UInt16(RTA_GATEWAY.rawValue)]?.bytes
      ?? attributes[UInt16(RTA_VIA.rawValue)]?.bytes.dropFirst(2)
    let gateway = octets.flatMap { IPAddress(octets: $0) }
    return Answer(address: gateway ?? address, isGateway: gateway != nil, index: index)
  }
}
