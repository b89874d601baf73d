package import CNetlink
package import Netlink
package import Wire

/// Tells which of rtnetlink's messages concern a few interfaces: links, addresses and routes.
package struct NetworkNotices {
  /// Groups of rtnetlink that tell of them.
  package static let groups = [
    RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR, RTNLGRP_IPV4_ROUTE, RTNLGRP_IPV6_ROUTE,
  ]

  /// The interfaces looked after.
  let names: Set<InterfaceName>
  /// Their indexes, as far as they are there; followed as links come and go.
  private(set) var indexes: Set<Int32> = []

  /// Looks after the interfaces of these names.
  package init(names: Set<InterfaceName>) { self.names = names }

  /// Whether this message is of one of them.
  package mutating func concerns(_ message: NetlinkReply) -> Bool {
    switch Int(message.type) {
    case RTM_NEWLINK, RTM_DELLINK:
      guard let index = message.payload.nativeNumber(at: 4, as: Int32.self) else { return false }
      let attributes = message.attributes(after: RouteHeader.link)
      let name = attributes[UInt16(IFLA_IFNAME)].flatMap { InterfaceName($0.text) }
      // A link that was renamed is of interest under its old name, too.
      if let name, names.contains(name) {
        indexes.insert(index)
        return true
      }
      // What stands on one of them decides which tagged frames it takes in.
      let lower = attributes[UInt16(IFLA_LINK)]?.native(Int32.self)
      return indexes.remove(index) != nil || lower.map(indexes.contains) ?? false
    case RTM_NEWADDR, RTM_DELADDR:
      return message.payload.nativeNumber(at: 4, as: Int32.self).map(indexes.contains) ?? false
    case RTM_NEWROUTE, RTM_DELROUTE:
      return message.attributes(after: RouteHeader.route).contains { attribute in
        switch rtattr_type_t(UInt32(attribute.type)) {
        case RTA_OIF: attribute.native(Int32.self).map(indexes.contains) ?? false
        case RTA_MULTIPATH: true
        default: false
        }
      }
    default: return false
    }
  }

  /// Makes the indexes those of now.
  package mutating func follow(_ indexes: Set<Int32>) { self.indexes = indexes }
}
