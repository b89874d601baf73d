import Control
import Daemon
import Flood
import Leases
import PacketFilter
import Placement
import Plans
import System
import Wire

/// `dhcpward.status/1`: what the kernel holds now, as JSON or as text.
struct StatusReport: Encodable {
  struct Daemon: Encodable {
    let pid: Int32
    /// The first of those it guards.
    let interface: String
    let interfaces: [String]
    /// Interfaces that it is to guard and that are not there yet.
    let waiting: [String]
    /// Since when it runs; null when it does not answer.
    @Nullable var since: String?
    /// Its state survives it; null as above, and without a database.
    @Nullable var durable: Bool?
    /// Messages heard since then.
    @Nullable var messages: Int?
  }

  struct Entry: Encodable {
    /// The Ethernet source; null for a client behind a router, whose other frames pass.
    @Nullable var mac: String?
    /// The client; there for one behind a router only.
    let client: Client?
    @Nullable var vendor: String?
    /// Its owner chose the address; such a one has no vendor.
    let local: Bool
    /// Its address by the leases of this host's DHCP servers, and what it calls itself there; null when they have none.
    @Nullable var address: String?
    @Nullable var hostName: String?
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
    /// Until it passes again; nil when somebody has to unblock it.
    let left: Duration?
    /// Who it is, for a person.
    let who: String?

    /// Whom, in words.
    let subject: Subject

    private enum CodingKeys: String, CodingKey {
      case mac, client, vendor, local, address, hostName, scope, dialect, origin, since, until, reason, port
      case guest, atPort
      case strikes, packets, bytes
    }
  }

  /// A client behind a router.
  struct Client: Encodable {
    /// Of DHCPv4, its hardware address.
    let chaddr: String?
    /// Of DHCPv6, its address on its link.
    let peer: String?
    /// The relay's address there: `giaddr`, or `link-address`.
    let via: String
    /// The Ethernet source that its messages come with.
    let router: String
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

  /// The program at an XDP hook.
  struct Ward: Encodable {
    let port: String
    /// As `bpftool prog show` prints them.
    let id: UInt32
    let tag: String
    /// Octets of the kernel's memory.
    let memory: UInt64
    /// What became of frames since it was loaded.
    let counters: [String: UInt64]

    init(_ standing: XDPStanding) {
      port = standing.port.description
      (id, memory) = (standing.id, standing.memory)
      let digits = String(standing.tag, radix: 16)
      tag = String(repeating: "0", count: 16 - digits.count) + digits
      counters = Dictionary(standing.counters.map { ("\($0.key)", $0.value) }) { first, _ in first }
    }
  }

  /// An alarm that stands.
  struct Alarm: Encodable {
    let interface: String
    let kind: String
    let at: String
    @Nullable var mac: String?
    /// A client or a line behind a router; left out for none.
    let subject: String?
    let detail: String
    /// What to do; null where the detail says so.
    @Nullable var advice: String?
  }

  let schema = "dhcpward.status/1"
  /// Those of the last ten minutes, as the daemon tells them.
  let alarms: [Alarm]
  @Nullable var daemon: Daemon?
  let blocks: [Entry]
  @Nullable var `guard`: Guarding?
  @Nullable var bridge: BridgeReport?
  /// The programs at XDP hooks.
  let wards: [Ward]
  let servers: [ServerReport]
  /// The same servers for a person, and what the daemon says of itself.
  let serverLines: [String]
  let health: DaemonHealth

  private enum CodingKeys: String, CodingKey {
    case schema, daemon, alarms, blocks, `guard`, bridge, wards, servers
  }

  /// What there is at `now`.
  init(
    rules: [RunningRules], network: Network, programs: [XDPStanding] = [], servers: [Server],
    places: [MACAddress: Whereabouts],
    vendors: Vendors, tenants: [MACAddress: Tenant], health: DaemonHealth, now: Timestamp
  ) {
    self.health = health
    wards = programs.map { Ward($0) }
    alarms = (health.snapshot?.guarded ?? []).flatMap { guarded in
      guarded.standing.map {
        Alarm(
          interface: guarded.name.description, kind: $0.kind.rawValue,
          at: $0.at.truncated(to: .seconds(1)).description, mac: $0.mac?.description,
          subject: $0.subject?.behindRouter?.description, detail: $0.detail,
          advice: $0.advice)
      }
    }
    bridge = BridgeReport.all(in: network, now: SystemClock.boot).first
    let waiting = health.snapshot?.awaited ?? []
    let holders = (network.links.map(\.name) + waiting).compactMap { name in
      InstanceLock.holder(of: name).map { (pid: $0, interface: name.description) }
    }
    daemon = holders.first.map { first in
      Daemon(
        pid: first.pid, interface: first.interface,
        interfaces: holders.filter {
          $0.pid == first.pid && !waiting.map(\.description).contains($0.interface)
        }
        .map(\.interface), waiting: waiting.map(\.description), since: health.report?.since,
        durable: health.report?.durable, messages: health.snapshot?.messages)
    }
    let sites = Site.standing(network, rules)
    self.servers = servers.map { ServerReport($0, at: sites, network) }
    serverLines = servers.map { "\($0.title): \($0.place)" }
    `guard` =
      rules.lazy.compactMap { $0.gate }.first { $0.isWhole }.map {
        Guarding(rate: $0.rate ?? 0, dropped: $0.dropped, known: $0.known.count)
      }
    blocks = rules.flatMap { running in
      running.blocks.map {
        Entry(
          $0, dialect: running.table.dialect, place: $0.block.mac.flatMap { places[$0] }, vendors: vendors,
          tenant: $0.block.subject.hardwareAddress.flatMap { tenants[$0] }, now: now)
      }
    }
  }
}

extension StatusReport.Entry {
  init(
    _ standing: StandingBlock, dialect: Dialect, place: Whereabouts?, vendors: Vendors, tenant: Tenant?,
    now: Timestamp
  ) {
    let block = standing.block
    let place = place ?? block.remark?.behind
    atPort = block.port != nil
    subject = block.subject
    mac = block.mac?.description
    client = subject.client.map(StatusReport.Client.init)
    vendor = subject.hardwareAddress.flatMap { vendors[$0] }
    local = subject.hardwareAddress?.isLocal ?? false
    address = tenant?.address.description
    hostName = tenant?.hostName?.description
    who = tenant?.words
    scope = block.scope.rawValue
    self.dialect = dialect.rawValue
    origin = block.remark?.origin.rawValue
    since = block.remark?.since.truncated(to: .seconds(1)).description
    left = standing.remaining
    until = standing.remaining.map { (now + $0).truncated(to: .seconds(1)).description }
    reason = block.remark?.reason
    port = place?.port.description
    guest = place?.guest
    strikes = block.remark?.strikes ?? 1
    packets = standing.packets
    bytes = standing.bytes
  }
}

extension StatusReport.Client {
  init(_ client: RelayedClient) {
    (via, router) = ("\(client.name.relay)", "\(client.router)")
    switch client.name {
    case .v4: (chaddr, peer) = (client.name.client, nil)
    case .v6: (chaddr, peer) = (nil, client.name.client)
    }
  }
}
