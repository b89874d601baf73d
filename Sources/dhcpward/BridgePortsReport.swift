import Control
import Placement
import Plans
import System
import Wire

/// Any bridge of this machine and what is behind its ports, as `bridge show --all` prints it.
struct BridgePortsReport: Encodable {
  struct Port: Encodable {
    let name: String
    /// Whose it is, where libvirt or the port's name tells.
    @Nullable var guest: String?
    let up: Bool
    /// How many sources were heard there lately.
    let sources: Int
  }

  let name: String
  @Nullable var mac: String?
  let mtu: Int
  let up: Bool
  /// Who built it: `watch` or `hand`; null for a bridge that is not dhcpward's, to be used in mode existing.
  @Nullable var origin: String?
  let ports: [Port]

  static func all(in network: Network, _ map: PortMap) -> [BridgePortsReport] {
    network.links.filter { $0.kind == .bridge }.map { BridgePortsReport($0, network, map) }
  }

  private init(_ link: Link, _ network: Network, _ map: PortMap) {
    name = link.name.description
    mac = link.address?.description
    mtu = link.mtu
    up = link.isUp
    origin = Bridge(link)?.origin.rawValue
    ports = network.links.filter { $0.master == link.name }.map { port in
      Port(
        name: port.name.description, guest: map.guests[port.name], up: port.isUp,
        sources: map.sourceCount(at: port.name))
    }
  }

  var text: String {
    let count = ports.count == 1 ? "1 port" : "\(ports.isEmpty ? "no" : "\(ports.count)") ports"
    let width = ports.map(\.name.count).max() ?? 0
    return "bridge \(name), \(up ? "up" : "down"), mtu \(mtu), address \(mac ?? "none"), \(count)\n"
      + ports.map { port in
        let guest = port.guest.map { "guest \($0), " } ?? ""
        let sources =
          port.sources == 1 ? "1 source" : "\(port.sources == 0 ? "no" : "\(port.sources)") sources"
        return "  \(port.name.padded(width))  \(guest)\(sources)\(port.up ? "" : ", down")\n"
      }.joined()
  }
}
