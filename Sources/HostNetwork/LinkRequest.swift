import CNetlink
import Netlink
import Plans
import Wire

/// Requests about links; each is what `ip link` or `bridge link` sends. Those of ports libnl-route builds.
enum LinkRequest {
  /// `ip link add NAME address MAC type bridge stp_state 0 forward_delay 0 mcast_snooping 0`
  static func create(_ bridge: Bridge) -> NetlinkMessage {
    var message = link(flags: [.acknowledge, .create, .exclusive])
    message.append(UInt16(IFLA_IFNAME), text: "\(bridge.name)")
    message.append(UInt16(IFLA_TXQLEN), native: queueLength + 1)
    if let address = bridge.address { message.append(UInt16(IFLA_ADDRESS), address.octets) }
    message.nest(UInt16(IFLA_LINKINFO), marked: false) {
      $0.append(UInt16(IFLA_INFO_KIND), Array("bridge".utf8))
      $0.nest(UInt16(IFLA_INFO_DATA), marked: false) {
        $0.append(UInt16(IFLA_BR_FORWARD_DELAY), native: UInt32(0))
        $0.append(UInt16(IFLA_BR_STP_STATE), native: UInt32(0))
        $0.append(UInt16(IFLA_BR_MCAST_SNOOPING), native: UInt8(0))
      }
    }
    return message
  }

  /// `ip link set NAME alias TEXT`
  static func alias(_ bridge: Bridge) -> NetlinkMessage {
    var message = link(named: bridge.name)
    message.append(UInt16(IFLA_IFALIAS), Array(bridge.alias.utf8))
    return message
  }

  /// `ip link set NAME addrgenmode none`: the kernel gives it no link-local address of its own.
  static func noLinkLocal(_ name: InterfaceName) -> NetlinkMessage {
    var message = link(named: name)
    message.nest(UInt16(IFLA_AF_SPEC), marked: false) {
      $0.nest(UInt16(AF_INET6), marked: false) {
        $0.append(UInt16(IFLA_INET6_ADDR_GEN_MODE), native: UInt8(IN6_ADDR_GEN_MODE_NONE.rawValue))
      }
    }
    return message
  }

  /// `ip link set NAME up`
  static func up(_ name: InterfaceName) -> NetlinkMessage {
    let flag = UInt32(IFF_UP)
    var message = link(flag: flag, change: flag)
    message.append(UInt16(IFLA_IFNAME), text: "\(name)")
    return message
  }

  /// `ip link set NAME txqueuelen 1000`, one less than it was made with. A bridge without a port has no carrier
  /// and drops what it is to send until the kernel's link watch gets round to it; a new length does that at once
  /// (`dev_qdisc_change_tx_queue_len` in net/sched/sch_generic.c).
  static func startSending(_ name: InterfaceName) -> NetlinkMessage {
    var message = link(named: name)
    message.append(UInt16(IFLA_TXQLEN), native: queueLength)
    return message
  }

  /// The kernel's default.
  private static let queueLength: UInt32 = 1000

  /// `ip link set PORT master BRIDGE`, or `nomaster` for master 0.
  static func port(_ index: Int32, master: Int32) -> NetlinkMessage {
    change(index, AF_UNSPEC) { unsafe rtnl_link_set_master($0.pointer, master) }
  }

  /// `bridge link set dev PORT learning off`: the bridge remembers no source that it hears there.
  static func stopLearning(_ index: Int32) -> NetlinkMessage {
    change(index, AF_BRIDGE) {
      _ = unsafe rtnl_link_bridge_unset_flags($0.pointer, UInt32(RTNL_BRIDGE_LEARNING.rawValue))
    }
  }

  /// `ip link delete`
  static func delete(_ index: Int32) -> NetlinkMessage { link(RTM_DELLINK, index: index) }

  /// `ip link show NAME`
  static func get(_ name: InterfaceName) -> NetlinkMessage {
    var message = link(RTM_GETLINK)
    message.append(UInt16(IFLA_IFNAME), text: "\(name)")
    return message
  }

  /// A change of one link that libnl-route builds of what `describe` sets.
  private static func change(
    _ index: Int32, _ family: Int32, _ describe: (borrowing RouteObject) -> Void
  ) -> NetlinkMessage {
    let link = unsafe RouteObject(rtnl_link_alloc())
    unsafe rtnl_link_set_ifindex(link.pointer, index)
    unsafe rtnl_link_set_family(link.pointer, family)
    describe(link)
    return unsafe NetlinkMessage {
      unsafe rtnl_link_build_change_request(link.pointer, link.pointer, $0, $1)
    }
  }

  private static func link(named name: InterfaceName) -> NetlinkMessage {
    var message = link()
    message.append(UInt16(IFLA_IFNAME), text: "\(name)")
    return message
  }

  private static func link(
    _ type: Int = RTM_NEWLINK, flags: NetlinkMessage.Flags = [.acknowledge], index: Int32 = 0,
    flag: UInt32 = 0,
    change: UInt32 = 0
  ) -> NetlinkMessage {
    var header = [UInt8](repeating: 0, count: 4)
    header.append(native: index)
    header.append(native: flag)
    header.append(native: change)
    return NetlinkMessage(type: UInt16(type), flags: flags, header: header)
  }
}
