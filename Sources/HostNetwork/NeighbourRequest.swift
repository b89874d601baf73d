import CNetlink
import Netlink
import Plans
import Wire

/// Requests about neighbours, built by libnl-route; each is what `ip neighbour` sends.
enum NeighbourRequest {
  /// `ip neighbour add ... nud permanent`
  static func add(_ neighbour: Neighbour, index: Int32) -> NetlinkMessage {
    var message = add(
      neighbour.address, index: index, state: neighbour.requestedState, flags: neighbour.flags,
      hardware: neighbour.mac?.octets ?? [], [.acknowledge, .create, .replace])
    // The library has no name for these two.
    if neighbour.isManaged { message.append(UInt16(NDA_FLAGS_EXT), native: UInt32(1)) }  // NTF_EXT_MANAGED
    if neighbour.protocolNumber != 0 {
      message.append(UInt16(NDA_PROTOCOL), native: neighbour.protocolNumber)
    }
    return message
  }

  /// `ip neighbour delete`
  static func remove(_ neighbour: Neighbour, index: Int32) -> NetlinkMessage {
    let object = object(
      neighbour.address, index, state: neighbour.requestedState, flags: neighbour.flags, hardware: [])
    return unsafe NetlinkMessage { unsafe rtnl_neigh_build_delete_request(object.pointer, $0, $1) }
  }

  /// `ip neighbour add` or `change`, with what is said of `state` (NUD_), `flags` (NTF_) and the hardware address.
  static func add(
    _ address: IPAddress, index: Int32, state: UInt16, flags: UInt8 = 0, hardware: [UInt8] = [],
    _ how: NetlinkMessage.Flags
  ) -> NetlinkMessage {
    let object = object(address, index, state: state, flags: flags, hardware: hardware)
    return unsafe NetlinkMessage(flags: how) {
      unsafe rtnl_neigh_build_add_request(object.pointer, $0, $1)
    }
  }

  private static func object(
    _ address: IPAddress, _ index: Int32, state: UInt16, flags: UInt8, hardware: [UInt8]
  ) -> RouteObject {
    let object = unsafe RouteObject(rtnl_neigh_alloc())
    unsafe rtnl_neigh_set_ifindex(object.pointer, index)
    unsafe rtnl_neigh_set_state(object.pointer, Int32(state))
    unsafe rtnl_neigh_set_flags(object.pointer, UInt32(flags))
    let octets = address.octets
    let target = unsafe nl_addr_build(Int32(address.family), octets, octets.count)
    unsafe rtnl_neigh_set_dst(object.pointer, target)
    unsafe nl_addr_put(target)
    if !hardware.isEmpty {
      let known = unsafe nl_addr_build(AF_LLC, hardware, hardware.count)
      unsafe rtnl_neigh_set_lladdr(object.pointer, known)
      unsafe nl_addr_put(known)
    }
    return object
  }
}

extension Neighbour {
  /// A managed one without an address is asked for by the kernel.
  fileprivate var requestedState: UInt16 { isProxy || mac != nil ? state : 0 }
}
