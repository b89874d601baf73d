import Kernel
import Rules
import Wire

/// `dhcpward.status/1`: what the kernel holds now, as JSON or as text.
struct StatusReport: Encodable {
  struct Daemon: Encodable {
    let pid: Int32
    let interface: String
  }

  struct Entry: Encodable {
    let mac: String
    let scope: String
    let dialect: String
    @Nullable var origin: String?
    @Nullable var since: String?
    @Nullable var until: String?
    @Nullable var reason: String?
    let strikes: Int
    let packets: UInt64
    let bytes: UInt64
  }

  struct Server: Encodable {
    let process: String
    @Nullable var pid: Int32?
    let socket: String
    @Nullable var interface: String?
    /// At the standing site; null where none stands, or the server is on other interfaces.
    @Nullable var shielded: Bool?
  }

  let schema = "dhcpward.status/1"
  @Nullable var daemon: Daemon?
  let blocks: [Entry]
  @Nullable var bridge: BridgeReport?
  let servers: [Server]
  private var serverLines: [String] = []

  private enum CodingKeys: String, CodingKey {
    case schema, daemon, blocks, bridge, servers
  }

  /// What there is at `now`.
  init(rules: [RunningRules], network: Network, servers: [Rules.Server], now: Timestamp) {
    bridge = BridgeReport.all(in: network).first
    daemon =
      network.links.lazy.compactMap { link in
        InstanceLock.holder(of: link.name).map { Daemon(pid: $0, interface: link.name.description) }
      }.first
    let sites = Site.standing(network, rules)
    self.servers = servers.map { Server($0, at: sites, network) }
    serverLines = zip(servers, self.servers).map { "  \($0.title): \($0.place), \($1.verdict)" }
    blocks = rules.flatMap { running in
      running.blocks.map { Entry($0, dialect: running.table.dialect, now: now) }
    }
  }

  var text: String {
    var lines: [String] = []
    lines.append(daemon.map { "daemon: pid \($0.pid) guards \($0.interface)" } ?? "daemon: not running")
    lines.append(
      bridge.map { "bridge: \($0.name) over \($0.port)\($0.complete ? "" : ", unfinished")" }
        ?? "bridge: none of dhcpward's")
    lines.append("servers: \(serverLines.isEmpty ? "none seen" : "\(serverLines.count)")")
    lines += serverLines
    lines.append("blocked: \(blocks.isEmpty ? "nobody" : "\(blocks.count)")")
    if !blocks.isEmpty {
      lines.append("  source             scope  until                 dropped  why")
    }
    for entry in blocks {
      // Nobody wrote down why a rule of ebtables is there.
      lines.append(
        "  \(entry.mac)  \(entry.scope.padded(5))  \((entry.until ?? "unblocked").padded(20))  "
          + "\(String(entry.packets).leftPadded(7))  \(entry.reason ?? "-")")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

extension StatusReport.Entry {
  init(_ standing: StandingBlock, dialect: Dialect, now: Timestamp) {
    let block = standing.block
    mac = block.mac.description
    scope = block.scope.rawValue
    self.dialect = dialect.rawValue
    origin = block.remark?.origin.rawValue
    since = block.remark?.since.truncated(to: .seconds(1)).description
    until = standing.remaining.map { (now + $0).truncated(to: .seconds(1)).description }
    reason = block.remark?.reason
    strikes = 1
    packets = standing.packets
    bytes = standing.bytes
  }
}

extension StatusReport.Server {
  init(_ server: Rules.Server, at sites: [Site], _ network: Network) {
    process = server.process
    pid = server.pid
    socket = server.socket.rawValue
    // A server that is bound to nothing may still answer on one interface alone.
    let only = server.configuredInterfaces.flatMap { $0.count == 1 ? $0.first : nil }
    interface = (server.interface ?? only)?.description
    let verdicts = sites.map { server.shielding(at: $0, network: network) }.filter { $0 != .elsewhere }
    shielded = verdicts.isEmpty ? nil : verdicts.allSatisfy { $0 == .shielded }
  }

  var verdict: String {
    switch shielded {
    case true: "shielded"
    case false: "NOT shielded (dhcpward doctor says what to change)"
    case nil: "on no interface that is guarded"
    }
  }
}

extension Site {
  /// Where blocks can stand now: dhcpward's own bridges, else every bridge with a port.
  static func standing(_ network: Network, _ rules: [RunningRules]) -> [Site] {
    let dialect = rules.first?.table.dialect ?? .nftables
    let ingress = rules.compactMap { running -> Site? in
      guard case .netdev(let port) = running.table else { return nil }
      return Site(mode: .netdev, dialect: .nftables, interface: port, bridge: nil, reason: "")
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
