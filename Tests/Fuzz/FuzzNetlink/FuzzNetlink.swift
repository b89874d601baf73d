import Placement
import Plans
import Wire

@testable import HostNetwork
@testable import Netlink
@testable import PacketFilter
@testable import ServerDiscovery

private let links = try? LinkReader(NetlinkSocket(.route))

/// A datagram of netlink. Every reader of replies and of what the kernel tells unasked.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let datagram = Array(UnsafeBufferPointer(start: start, count: count))
  var rulesets = [RulesetNotices(family: 7), RulesetNotices(family: 5)]
  var network = NetworkNotices(names: Set([InterfaceName("lo")].compactMap(\.self)))
  for reply in NetlinkReply.all(in: datagram) {
    _ = reply.verdict
    for index in rulesets.indices { _ = try? rulesets[index].note(reply) }
    _ = network.concerns(reply)
    _ = ForwardingEntry(reply) { _ in InterfaceName("eth0") }
    _ = NeighbourState(reply)
    _ = NeighbourCache.copy(reply, from: 1, to: 2)
    _ = SocketDiagnosis.packetSocket(reply)
    _ = SocketDiagnosis.udpSocket(reply)
    if let links {
      _ = Address(reply, links)
      _ = Route(reply, links)
      _ = Neighbour(reply, links)
    }
    for attribute in reply.attributes(after: 4) {
      _ = NFTables.comment(of: attribute.nested)
      _ = NFTExpression.lookedUpSet(in: attribute.nested)
      for element in attribute.nested {
        _ = NFTElement(element.nested)?.standing(in: .dhcp).block.key
      }
    }
  }
  return 0
}
