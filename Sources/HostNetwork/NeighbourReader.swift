import CNetlink
import Netlink
import Plans
import Wire

extension Neighbour {
  /// The neighbours of both families that somebody made: `ip neighbour show nud all`, `ip neighbour show proxy`.
  /// `indexes`: only those of these interfaces.
  static func list(
    _ socket: NetlinkSocket, _ links: LinkReader, on indexes: [Int32]? = nil
  ) throws(NetlinkError) -> [Neighbour] {
    var neighbours: [Neighbour] = []
    var seen: Set<Neighbour> = []
    for flags in [0, UInt8(NTF_PROXY)] {
      for index in indexes?.map(Optional.some) ?? [nil] {
        let request = NeighbourCache.list(of: index, flags: flags)
        for reply in try socket.dump(request, operation: "list neighbours") {
          if let found = Neighbour(reply, links), seen.insert(found).inserted { neighbours.append(found) }
        }
      }
    }
    return neighbours
  }

  /// Reads RTM_NEWNEIGH; nil for what the kernel learnt or made by itself.
  init?(_ reply: NetlinkReply, _ links: LinkReader) {
    guard let told = KernelNeighbour(reply), told.isHost, let interface = links[told.index],
      let address = told.address
    else { return nil }
    let isProxy = told.has(NTF_PROXY)
    let mac = told.mac
    // The library drops these two.
    let attributes = reply.attributes(after: RouteHeader.neighbour)
    let protocolNumber = attributes[UInt16(NDA_PROTOCOL)]?.native(UInt8.self) ?? 0
    let isManaged = (attributes[UInt16(NDA_FLAGS_EXT)]?.native(UInt32.self) ?? 0) & 1 != 0  // NTF_EXT_MANAGED
    let isPermanent = told.is(NUD_PERMANENT) && mac != nil
    // The kernel's own ones of this state are for group addresses.
    let isFixed = told.is(NUD_NOARP) && mac.map { !$0.isGroup && $0 != .zero } == true
    guard isProxy || isPermanent || isFixed || isManaged || told.has(NTF_EXT_LEARNED) else { return nil }
    self.init(
      interface: interface, address: address, mac: isProxy ? nil : mac,
      flags: told.flags & Neighbour.settings,
      protocolNumber: protocolNumber, state: isProxy ? UInt16(NUD_PERMANENT) : told.state,
      isManaged: isManaged)
  }
}
