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
    let attributes = reply.attributes(after: RouteHeader.neighbour)
    guard reply.type == UInt16(RTM_NEWNEIGH), let family = reply.payload.first,
      family == UInt8(AF_INET) || family == UInt8(AF_INET6),
      let state = reply.payload.nativeNumber(at: 8, as: UInt16.self),
      let flags = reply.payload.nativeNumber(at: 10, as: UInt8.self),
      let interface = reply.payload.nativeNumber(at: 4, as: Int32.self).flatMap({ links[$0] }),
      let address = attributes[UInt16(NDA_DST)].flatMap({ IPAddress(octets: $0.bytes) })
    else { return nil }
    let isProxy = flags & UInt8(NTF_PROXY) != 0
    let mac = attributes[UInt16(NDA_LLADDR)].flatMap { MACAddress(octets: $0.bytes) }
    let isManaged = (attributes[UInt16(NDA_FLAGS_EXT)]?.native(UInt32.self) ?? 0) & 1 != 0  // NTF_EXT_MANAGED
    let isPermanent = state & UInt16(NUD_PERMANENT) != 0 && mac != nil
    // The kernel's own ones of this state are for group addresses.
    let isFixed = state & UInt16(NUD_NOARP) != 0 && mac.map { !$0.isGroup && $0 != .zero } == true
    guard isProxy || isPermanent || isFixed || isManaged || flags & UInt8(NTF_EXT_LEARNED) != 0 else {
      return nil
    }
    self.init(
      interface: interface, address: address, mac: isProxy ? nil : mac, flags: flags & Neighbour.settings,
      protocolNumber: attributes[UInt16(NDA_PROTOCOL)]?.native(UInt8.self) ?? 0,
      state: isProxy ? UInt16(NUD_PERMANENT) : state, isManaged: isManaged)
  }
}
