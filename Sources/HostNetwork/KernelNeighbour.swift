import CNetlink
import Netlink
import Wire

/// A neighbour, or what a bridge has learnt, as one message of the kernel tells of it, read by libnl-route.
struct KernelNeighbour {
  /// `ndm_family`: AF_INET, AF_INET6 or AF_BRIDGE.
  let family: UInt8
  /// The interface it is on.
  let index: Int32
  /// NUD_ flags.
  let state: UInt16
  /// `ndm_flags`: NTF_ flags.
  let flags: UInt8
  /// Its IP address (NDA_DST); nil where it is told of none.
  let address: IPAddress?
  /// Its hardware address (NDA_LLADDR), of any length; empty when unknown.
  let hardware: [UInt8]
  /// The bridge that told of it (NDA_MASTER); 0 for none.
  let master: Int32
  /// NDA_VLAN; nil where it is filed under none.
  let vlan: UInt16?

  /// Reads RTM_NEWNEIGH; nil for another message, and for what the library does not understand.
  init?(_ reply: NetlinkReply) {
    guard reply.type == UInt16(RTM_NEWNEIGH), let object = RouteObject(reply) else { return nil }
    defer { extendLifetime(object) }
    let neighbour = unsafe object.pointer
    family = unsafe UInt8(truncatingIfNeeded: rtnl_neigh_get_family(neighbour))
    index = unsafe rtnl_neigh_get_ifindex(neighbour)
    state = unsafe UInt16(truncatingIfNeeded: rtnl_neigh_get_state(neighbour))
    flags = unsafe UInt8(truncatingIfNeeded: rtnl_neigh_get_flags(neighbour))
    address = unsafe IPAddress(octets: [UInt8](rtnl_neigh_get_dst(neighbour)))
    hardware = unsafe [UInt8](rtnl_neigh_get_lladdr(neighbour))
    master = unsafe rtnl_neigh_get_master(neighbour)
    vlan = unsafe UInt16(exactly: rtnl_neigh_get_vlan(neighbour))
  }

  /// The hardware address, when known and of 48 bits.
  var mac: MACAddress? { MACAddress(octets: hardware) }

  /// Of a host, not of a bridge.
  var isHost: Bool { family == UInt8(AF_INET) || family == UInt8(AF_INET6) }

  /// It has any of these NTF_ flags.
  func has(_ any: Int32) -> Bool { flags & UInt8(any) != 0 }

  /// It is in any of these NUD_ states.
  func `is`(_ any: Int32) -> Bool { state & UInt16(any) != 0 }
}

extension [UInt8] {
  /// The octets of an address of the library's; none without one.
  fileprivate init(_ address: OpaquePointer?) {
    guard let address = unsafe address, let start = unsafe nl_addr_get_binary_addr(address) else {
      self = []
      return
    }
    self = unsafe Array(UnsafeRawBufferPointer(start: start, count: Int(nl_addr_get_len(address))))
  }
}
