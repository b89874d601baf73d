import CNetlink
import Rules
import Wire

extension Neighbour {
  /// The permanent neighbours of both families: `ip neighbour show nud permanent`.
  /// `indexes`: only those of these interfaces.
  static func list(
    _ socket: NetlinkSocket, _ links: LinkReader, on indexes: [Int32]? = nil
  ) throws(NetlinkError) -> [Neighbour] {
    let request = NetlinkMessage(
      type: UInt16(RTM_GETNEIGH), header: [UInt8](repeating: 0, count: RouteHeader.neighbour))
    let requests = indexes.map { $0.map(NeighbourCache.list) } ?? [request]
    var neighbours: [Neighbour] = []
    for request in requests {
      for reply in try socket.dump(request, operation: "list neighbours") {
        if let found = Neighbour(reply, links), !neighbours.contains(found) { neighbours.append(found) }
      }
    }
    return neighbours
  }

  /// Reads RTM_NEWNEIGH; nil unless it is a permanent neighbour with an Ethernet address.
  init?(_ reply: NetlinkReply, _ links: LinkReader) {
    let attributes = reply.attributes(after: RouteHeader.neighbour)
    guard reply.type == UInt16(RTM_NEWNEIGH),
      let state = reply.payload.nativeNumber(at: 8, as: UInt16.self), state & UInt16(NUD_PERMANENT) != 0,
      let flags = reply.payload.nativeNumber(at: 10, as: UInt8.self), flags & UInt8(NTF_PROXY) == 0,
      let interface = reply.payload.nativeNumber(at: 4, as: Int32.self).flatMap({ links[$0] }),
      let address = attributes[UInt16(NDA_DST)].flatMap({ IPAddress(octets: $0.bytes) }),
      let mac = attributes[UInt16(NDA_LLADDR)].flatMap({ MACAddress(octets: $0.bytes) })
    else { return nil }
    self.init(
      interface: interface, address: address, mac: mac, flags: flags & UInt8(NTF_ROUTER),
      protocolNumber: attributes[UInt16(NDA_PROTOCOL)]?.native(UInt8.self) ?? 0)
  }
}
