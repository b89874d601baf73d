import CNetlink
import Glibc
import Netlink
import Wire

/// Lists sockets by NETLINK_SOCK_DIAG: `ss -0an`, `ss -uan`. Needs no privilege.
struct SocketDiagnosis {
  private static let byFamily: UInt16 = 20  // SOCK_DIAG_BY_FAMILY
  private static let unconnected: UInt32 = 1 << 7  // TCP_CLOSE

  private let socket: NetlinkSocket

  init() throws(NetlinkError) { socket = try NetlinkSocket(.socketDiagnosis) }

  /// Every packet socket: `struct packet_diag_req`, linux/packet_diag.h.
  func packetSockets() throws(NetlinkError) -> [SocketEntry] {
    try socket.dump(Self.packetRequest, operation: "list packet sockets").compactMap(Self.packetSocket)
  }

  /// Every unconnected UDP socket of one IP version: `struct inet_diag_req_v2`, linux/inet_diag.h.
  func udpSockets(_ family: Int32) throws(NetlinkError) -> [SocketEntry] {
    try socket.dump(Self.udpRequest(family), operation: "list UDP sockets").compactMap(Self.udpSocket)
  }

  static var packetRequest: NetlinkMessage {
    var header: [UInt8] = [UInt8(AF_PACKET), 0, 0, 0]
    header.append(native: UInt32(0))
    header.append(native: UInt32(1))  // PACKET_SHOW_INFO
    header += [UInt8](repeating: 0, count: 8)
    return NetlinkMessage(type: byFamily, flags: [], header: header)
  }

  static func udpRequest(_ family: Int32) -> NetlinkMessage {
    var header: [UInt8] = [UInt8(truncatingIfNeeded: family), UInt8(IPPROTO_UDP), 0, 0]
    header.append(native: unconnected)
    header += [UInt8](repeating: 0, count: 48)
    return NetlinkMessage(type: byFamily, flags: [], header: header)
  }

  // struct packet_diag_msg, then PACKET_DIAG_INFO with the interface's index first.
  static func packetSocket(_ reply: NetlinkReply) -> SocketEntry? {
    guard let type = reply.payload.nativeNumber(at: 2, as: UInt16.self),
      let inode = reply.payload.nativeNumber(at: 4, as: UInt32.self),
      let info = reply.attributes(after: 16)[0],
      let index = info.bytes.nativeNumber(at: 0, as: Int32.self)
    else { return nil }
    return SocketEntry(kind: .packet(protocol: type), inode: UInt64(inode), interface: index)
  }

  // struct inet_diag_msg: the port at 4, the address at 8, the interface at 40, the inode at 68.
  static func udpSocket(_ reply: NetlinkReply) -> SocketEntry? {
    let bytes = reply.payload
    guard let family = bytes.first, let port = bytes.bigEndianNumber(at: 4, as: UInt16.self),
      let index = bytes.nativeNumber(at: 40, as: Int32.self),
      let inode = bytes.nativeNumber(at: 68, as: UInt32.self)
    else { return nil }
    let address = bytes.dropFirst(8).prefix(family == UInt8(AF_INET) ? 4 : 16)
    return SocketEntry(
      kind: .udp(port: port), inode: UInt64(inode), interface: index, address: .bound(address))
  }
}
