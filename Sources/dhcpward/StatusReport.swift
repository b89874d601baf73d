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
    @Nullable var vendor: String?
    /// Its owner chose the address; such a one has no vendor.
    let local: Bool
    let scope: String
    let dialect: String
    @Nullable var origin: String?
    @Nullable var since: String?
    @Nullable var until: String?
    @Nullable var reason: String?
    /// The port its frames come in by, and whose it is: now, or when it was blocked if no bridge has heard it since.
    @Nullable var port: String?
    @Nullable var guest: String?
    /// It is blocked at that port only.
    let atPort: Bool
    let strikes: Int
    let packets: UInt64
    let bytes: UInt64
  }

  /// The limit for sources that are not known to be healthy.
  struct Guarding: Encodable {
    /// Messages a second that they share.
    let rate: UInt32
    /// Messages dropped so far.
    let dropped: UInt64
    /// Sources that pass uncounted.
    let known: Int
  }

  let schema = "dhcpward.status/1"
  @Nullable var daemon: Daemon?
  let blocks: [Entry]
  @Nullable var `guard`: Guarding?
  @Nullable var bridge: BridgeReport?
  let servers: [ServerReport]
  private var serverLines: [String] = []

  private enum CodingKeys: String, CodingKey {
    case schema, daemon, blocks, `guard`, bridge, servers
  }

  /// What there is at `now`.
  init(
    rules: [RunningRules], network: Network, servers: [Server], ports: PortMap, vendors: Vendors,
    now: Timestamp
  ) {
    bridge = BridgeReport.all(in: network, now: WallClock.steady).first
    daemon =
      network.links.lazy.compactMap { link in
        InstanceLock.holder(of: link.name).map { Daemon(pid: $0, interface: link.name.description) }
      }.first
    let sites = Site.standing(network, rules)
    self.servers = servers.map { ServerReport($0, at: sites, network) }
    serverLines = zip(servers, self.servers).map { "  \($0.title): \($0.place), \($1.verdict)" }
    `guard` =
      rules.lazy.compactMap { $0.gate }.first { $0.isWhole }.map {
        Guarding(rate: $0.rate ?? 0, dropped: $0.dropped, known: $0.known.count)
      }
    blocks = rules.flatMap { running in
      running.blocks.map {
        Entry($0, dialect: running.table.dialect, ports: ports, vendors: vendors, now: now)
      }
    }
  }

  var text: String {
    var lines: [String] = []
    lines.append(daemon.map { "daemon: pid \($0.pid) guards \($0.interface)" } ?? "daemon: not running")
    lines.append(
      bridge.map {
        "bridge: \($0.name) over \($0.port)\($0.complete ? "" : ", unfinished")\($0.unconfirmed == nil ? "" : ", unconfirmed")"
      }
        ?? "bridge: none of dhcpward's")
    lines.append("servers: \(serverLines.isEmpty ? "none seen" : "\(serverLines.count)")")
    lines += serverLines
    if let `guard` {
      lines.append(
        "guard: unknown sources share \(`guard`.rate)/s; \(`guard`.dropped) messages dropped, "
          + "\(`guard`.known) sources known")
    }
    lines.append("blocked: \(blocks.isEmpty ? "nobody" : "\(blocks.count)")")
    if !blocks.isEmpty {
      lines.append("  source             scope  until                 dropped  why")
    }
    for entry in blocks {
      // Nobody wrote down why a rule of ebtables is there.
      lines.append(
        "  \(entry.mac)  \(entry.scope.padded(5))  \((entry.until ?? "unblocked").padded(20))  "
          + "\(String(entry.packets).leftPadded(7))  \(entry.reason ?? "-")"
          + (entry.port == bridge?.port ? "" : entry.place) + entry.maker)
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

extension StatusReport.Entry {
  init(_ standing: StandingBlock, dialect: Dialect, ports: PortMap, vendors: Vendors, now: Timestamp) {
    let block = standing.block
    // What is blocked at a port is there, wherever else its address is heard.
    let place = block.port.map { ports[$0] } ?? ports.whereabouts(of: block.mac) ?? block.remark?.behind
    atPort = block.port != nil
    mac = block.mac.description
    vendor = vendors[block.mac]
    local = block.mac.isLocal
    scope = block.scope.rawValue
    self.dialect = dialect.rawValue
    origin = block.remark?.origin.rawValue
    since = block.remark?.since.truncated(to: .seconds(1)).description
    until = standing.remaining.map { (now + $0).truncated(to: .seconds(1)).description }
    reason = block.remark?.reason
    port = place?.port.description
    guest = place?.guest
    strikes = block.remark?.strikes ?? 1
    packets = standing.packets
    bytes = standing.bytes
  }
  /// Where it is, in words.
  fileprivate var place: String {
    guard let port else { return "" }
    return ", behind \(port)" + (guest.map { ", guest \($0)" } ?? "") + (atPort ? ", only there" : "")
  }

  /// Whose make it is, in words.
  fileprivate var maker: String { (local ? Vendors.local : vendor).map { "; \($0)" } ?? "" }
}
