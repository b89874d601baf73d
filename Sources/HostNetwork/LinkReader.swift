import CNetlink
import Glibc
package import Netlink
package import Plans
import System
package import Wire

/// The links of this network namespace, and their names by index.
package struct LinkReader {
  /// Every link whose name can be written.
  package private(set) var links: [Link] = []
  private var names: [Int32: InterfaceName] = [:]

  /// Lists them: `ip -d link show`.
  package init(_ socket: NetlinkSocket) throws(NetlinkError) {
    let request = NetlinkMessage(
      type: UInt16(RTM_GETLINK), header: [UInt8](repeating: 0, count: RouteHeader.link))
    let replies = try socket.dump(request, operation: "list links").filter { $0.type == UInt16(RTM_NEWLINK) }
    for reply in replies {
      if let index = reply.payload.nativeNumber(at: 4, as: Int32.self),
        let name = reply.attributes(after: RouteHeader.link)[UInt16(IFLA_IFNAME)].flatMap({
          InterfaceName($0.text)
        })
      {
        names[index] = name
      }
    }
    links = replies.compactMap(link)
  }

  /// The name of the link with that index.
  package subscript(index: Int32) -> InterfaceName? { names[index] }

  /// Whether there is an interface of that name.
  package static func isThere(_ name: InterfaceName) -> Bool { InterfaceIndex.of(name) != nil }

  private func link(_ reply: NetlinkReply) -> Link? {
    guard let type = reply.payload.nativeNumber(at: 2, as: UInt16.self),
      let index = reply.payload.nativeNumber(at: 4, as: Int32.self), let name = names[index],
      let flags = reply.payload.nativeNumber(at: 8, as: UInt32.self)
    else { return nil }
    let attributes = reply.attributes(after: RouteHeader.link)
    let number = { (attribute: Int) in attributes[UInt16(attribute)]?.native(Int32.self) }
    let isElsewhere = attributes[UInt16(IFLA_LINK_NETNSID)] != nil
    var link = Link(
      name: name, index: index, kind: kind(type, name, attributes[UInt16(IFLA_LINKINFO)]),
      address: attributes[UInt16(IFLA_ADDRESS)].flatMap { MACAddress(octets: $0.bytes) },
      mtu: number(IFLA_MTU).map(Int.init) ?? 0, isUp: flags & UInt32(IFF_UP) != 0,
      master: number(IFLA_MASTER).flatMap { names[$0] },
      alias: attributes[UInt16(IFLA_IFALIAS)]?.text,
      lower: isElsewhere ? nil : number(IFLA_LINK).flatMap { names[$0] },
      vlan: vlan(attributes[UInt16(IFLA_LINKINFO)]))
    link.xdp = attributes[UInt16(IFLA_XDP)]?.nested[UInt16(IFLA_XDP_PROG_ID)]?.native(UInt32.self)
    return link
  }

  private func vlan(_ info: NetlinkAttribute?) -> VLAN? {
    guard info?.nested[UInt16(IFLA_INFO_KIND)]?.text == "vlan",
      let data = info?.nested[UInt16(IFLA_INFO_DATA)]?.nested,
      let id = data[UInt16(IFLA_VLAN_ID)]?.native(UInt16.self)
    else { return nil }
    let tag = data[UInt16(IFLA_VLAN_PROTOCOL)]?.bigEndian(UInt16.self).flatMap(VLAN.Tag.init)
    return VLAN(id: VLANID(tagControl: id), tag: tag ?? .customer)
  }

  private func kind(_ type: UInt16, _ name: InterfaceName, _ info: NetlinkAttribute?) -> Link.Kind {
    let kind = info?.nested[UInt16(IFLA_INFO_KIND)]?.text ?? ""
    switch Int32(type) {
    case ARPHRD_LOOPBACK: return .loopback
    case ARPHRD_ETHER:
      if kind == "bridge" { return .bridge }
      // cfg80211 links every station and access point to its radio; the older drivers have `wireless`.
      let marks = ["phy80211", "wireless"].map { "/sys/class/net/\(name)/\($0)" }
      return marks.contains { unsafe access($0, F_OK) == 0 } ? .wifi : .ethernet(kind)
    default: return .other(kind)
    }
  }
}
