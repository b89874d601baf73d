import CNetlink
package import Netlink
package import Plans
import Wire

extension Address {
  /// The addresses of both families: `ip address show`.
  package static func list(_ socket: NetlinkSocket, _ links: LinkReader) throws(NetlinkError) -> [Address] {
    let request = NetlinkMessage(
      type: UInt16(RTM_GETADDR), header: [UInt8](repeating: 0, count: RouteHeader.address))
    return try socket.dump(request, operation: "list addresses").compactMap { Address($0, links) }
  }

  /// Reads RTM_NEWADDR; nil for an address of another family, or of a link that has just come or gone.
  init?(_ reply: NetlinkReply, _ links: LinkReader) {
    let header = Array(reply.payload.prefix(RouteHeader.address))
    guard reply.type == UInt16(RTM_NEWADDR), header.count == RouteHeader.address,
      [UInt8(AF_INET), UInt8(AF_INET6)].contains(header[0]),
      let interface = reply.payload.nativeNumber(at: 4, as: Int32.self).flatMap({ links[$0] })
    else { return nil }
    let attributes = reply.attributes(after: RouteHeader.address)
    let address = { (type: Int) in attributes[UInt16(type)].flatMap { IPAddress(octets: $0.bytes) } }
    let far = address(IFA_ADDRESS)
    guard let local = address(IFA_LOCAL) ?? far, let prefix = Prefix(address: local, length: Int(header[1]))
    else {
      return nil
    }
    let lifetimes = attributes[UInt16(IFA_CACHEINFO)]?.bytes
    let label = attributes[UInt16(IFA_LABEL)]?.text ?? ""
    let flags = attributes[UInt16(IFA_FLAGS)]?.native(UInt32.self) ?? UInt32(header[2])
    self.init(
      interface: interface, prefix: prefix, peer: far == local ? nil : far, broadcast: address(IFA_BROADCAST),
      labelSuffix: label.hasPrefix("\(interface)") ? String(label.dropFirst("\(interface)".count)) : "",
      scope: header[3], flags: flags & Address.settings,
      validLifetime: lifetimes?.nativeNumber(at: 4, as: UInt32.self) ?? .max,
      preferredLifetime: lifetimes?.nativeNumber(at: 0, as: UInt32.self) ?? .max,
      origin: attributes[UInt16(IFA_PROTO)]?.native(UInt8.self),
      metric: attributes[UInt16(IFA_RT_PRIORITY)]?.native(UInt32.self) ?? 0)
  }
}
