import CNetlink
import Glibc
import Netlink
import Placement
import Wire

/// Requests about what bridges have learnt, and their answers; each is what `bridge fdb` sends.
enum ForwardingReader {
  /// `bridge fdb show br NAME`; of every bridge without an index.
  static func list(of bridge: Int32? = nil) -> NetlinkMessage {
    var message = NetlinkMessage(type: UInt16(RTM_GETNEIGH), flags: [], header: header)
    if let bridge { message.append(UInt16(NDA_MASTER), native: bridge) }
    return message
  }

  /// `bridge fdb get MAC br NAME`, with `vlan N` for what is filed under a VLAN. One lookup by hash, however many
  /// sources the bridge knows.
  static func get(_ mac: MACAddress, vlan: UInt16? = nil, on bridge: Int32) -> NetlinkMessage {
    var message = NetlinkMessage(type: UInt16(RTM_GETNEIGH), flags: [], header: header)
    message.append(UInt16(NDA_LLADDR), mac.octets)
    message.append(UInt16(NDA_MASTER), native: bridge)
    if let vlan { message.append(UInt16(NDA_VLAN), native: vlan) }
    return message
  }

  private static let header: [UInt8] =
    [UInt8(AF_BRIDGE)] + [UInt8](repeating: 0, count: RouteHeader.neighbour - 1)
}

extension ForwardingEntry {
  // USER_HZ, in which the kernel tells ages.
  private static let ticks: Int64 = 100

  /// Reads RTM_NEWNEIGH; nil for what is not a source heard at a port: the bridge's and the ports' own addresses,
  /// and what a device filters by itself.
  init?(_ reply: NetlinkReply, name: (Int32) -> InterfaceName?) {
    guard let told = KernelNeighbour(reply), told.family == UInt8(AF_BRIDGE), !told.is(NUD_PERMANENT),
      !told.has(NTF_SELF), told.master != 0, told.master != told.index, let mac = told.mac, !mac.isGroup,
      let port = name(told.index), let bridge = name(told.master)
    else { return nil }
    // `struct nda_cacheinfo`: confirmed, used, updated, references. The library reads it and tells nobody.
    let attributes = reply.attributes(after: RouteHeader.neighbour)
    let age = attributes[UInt16(NDA_CACHEINFO)]?.bytes.nativeNumber(at: 8, as: UInt32.self) ?? 0
    self.init(
      mac: mac, bridge: bridge, port: port, vlan: told.vlan,
      age: .milliseconds(Int64(age) * (1000 / Self.ticks)))
  }
}
