import Control
import Placement
import Plans
import Wire

/// A server as `status` prints it, judged where blocks stand now.
struct ServerReport: Encodable {
  let process: String
  @Nullable var pid: Int32?
  let socket: String
  @Nullable var interface: String?
  /// Null where nothing is guarded that it listens on.
  @Nullable var shielded: Bool?
  /// The same for a person.
  let verdict: String

  private enum CodingKeys: String, CodingKey { case process, pid, socket, interface, shielded }

  init(_ server: Server, at sites: [Site], _ network: Network) {
    process = server.process
    pid = server.pid
    socket = server.socket.rawValue
    // A server that is bound to nothing may still answer on one interface alone.
    let only = server.configuredInterfaces.flatMap { $0.count == 1 ? $0.first : nil }
    interface = (server.interface ?? only)?.description
    let verdicts = sites.map { server.shielding(at: $0, network: network) }.filter { $0 != .elsewhere }
    shielded = verdicts.isEmpty ? nil : verdicts.allSatisfy { $0 == .shielded }
    let flaw = verdicts.first { $0 != .shielded }
    verdict =
      switch flaw ?? verdicts.first {
      case .shielded: "shielded"
      case .exposed: "NOT shielded (dhcpward doctor)"
      case .deaf, .absent: "hears nobody (dhcpward doctor)"
      case .elsewhere, nil: "not guarded"
      }
  }
}

extension Site {
  /// Where blocks can stand now: dhcpward's own bridges, else every bridge with a port.
  static func standing(_ network: Network, _ rules: [RunningRules]) -> [Site] {
    let dialect = rules.first?.table.dialect ?? .nftables
    let ingress = rules.compactMap { running -> Site? in
      switch running.table {
      case .netdev(let port):
        Site(mode: .netdev, dialect: .nftables, interface: port, bridge: nil, reason: "")
      case .xdp(let port): Site(mode: .xdp, dialect: .bpf, interface: port, bridge: nil, reason: "")
      case .nftables, .ebtables, .brouting: nil
      }
    }
    let own = network.links.compactMap(Bridge.init).map {
      Site(mode: $0.mode, dialect: $0.dialect, interface: $0.port, bridge: $0.name, reason: "")
    }
    guard ingress.isEmpty, own.isEmpty else { return ingress + own }
    return network.links.filter { link in
      link.kind == .bridge && network.links.contains { $0.master == link.name }
    }.map { Site(mode: .existing, dialect: dialect, interface: $0.name, bridge: $0.name, reason: "") }
  }
}
