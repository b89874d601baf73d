import Blocks
import Flood
import Host
import HostNetwork
import Placement
import Plans
import ServerDiscovery
import Wire

/// Carries intentions out: planned, then applied by the kernel, or printed in a dry run.
final class Enforcer {
  let site: Site
  /// The mode, when it was chosen by what listens.
  let chosen: Mode?
  var exemptions: ExemptionSource
  /// What keeps a block from working here.
  let warnings: [Concern]
  private lazy var serverWatch = ServerWatch(said: warnings)
  private let locator: (any SourceLocator)?
  private(set) var settings: Settings
  /// The program that is to stand at the XDP hook; nil in every other mode.
  private(set) var program: XDPProgram?
  let host: any HostReader
  let writer: any HostWriter
  let clock: () -> ClockReading

  /// The addresses of what is guarded, as of the last look.
  var ownAddresses: [MACAddress] = []
  /// What the port had before there was a bridge; nil where one stood.
  var before: InterfaceBackup?
  // What mending needs; nothing of it in a dry run, which changes nothing.
  var knownClients = KnownClients()
  var keeper: BridgeKeeper?
  var doubts = Doubts()
  var repair = Repair()
  var bridgeBackoff = RetryBackoff()
  /// The index of the interface listened to, as of the last look.
  var placeIndex: Int32?
  /// The program at the XDP hook, as of the last look.
  var hookProgram: UInt32?
  /// The last refusal that was told.
  var complaint = ""
  var lastRound: BootTime
  var monitor: (any HostNotices)?
  /// The kernel tells of changes to the table.
  var isTold = true

  /// How often a table is looked at of which the kernel tells nothing.
  static let round: Duration = .seconds(5)

  /// `earlier` is the mode that was chosen here while a server listened.
  init(
    settings: Settings, host: any HostReader, writer: any HostWriter, clock: @escaping () -> ClockReading,
    earlier: Mode?
  ) throws {
    self.settings = settings
    (self.host, self.writer, self.clock) = (host, writer, clock)
    lastRound = clock().boot
    let network = try host.network()
    let servers = host.servers(in: network)
    let hasServer = Site.Listening(servers, on: settings.wish.interface, network: network) != .nobody
    let site = try Self.site(settings.wish, network, host, servers, earlier: hasServer ? nil : earlier)
    chosen = hasServer && settings.wish.mode == nil && site.mode != .existing ? site.mode : nil
    warnings = try host.warnings(
      at: site, network, servers, attempt: "guard \(site.interface)", strict: settings.isStrict)
    exemptions = ExemptionSource(
      configured: settings.policy.exemptions, network: network, port: site.interface, host: host)
    keeper = site.bridge(in: network, origin: .watch).map(BridgeKeeper.init)
    locator = try site.mode == .existing ? host.sourceLocator() : nil
    guard !settings.isAtPort || locator != nil else {
      throw PlanError(
        attempt: "block at ports of \(site.interface)",
        reason: "mode \(site.mode.rawValue) guards one port only", advice: "leave --at-port away")
    }
    self.site = site
    setProgram()
    try checkGate()
  }

  // A daemon that starts before the server, as at boot, sees nobody listen; it is not to choose otherwise for that.
  private static func site(
    _ wish: Site.Wish, _ network: Network, _ host: any HostReader, _ servers: [Server], earlier: Mode?
  ) throws -> Site {
    let listening = Site.Listening(servers, on: wish.interface, network: network)
    if let earlier, wish.mode == nil {
      var same = wish
      same.mode = earlier
      if var site = try? Site.choose(
        same, network: network, capabilities: host.capabilities(for: same), listening: listening)
      {
        site.reason = "it was chosen before, when a DHCP server listened here; none does yet"
        return site
      }
    }
    return try Site.choose(
      wish, network: network, capabilities: host.capabilities(for: wish), listening: listening)
  }

  /// Takes other settings for the same place.
  func adjust(to settings: Settings) {
    self.settings = settings
    exemptions.configured = settings.policy.exemptions
    setProgram()
  }

  private func setProgram() {
    program =
      site.mode == .xdp
      ? XDPProgram(policy: settings.policy, scope: settings.scope, unknownRate: settings.guardRate) : nil
  }

  /// The interfaces whose changes matter.
  var names: Set<InterfaceName> { Set([site.interface, site.bridge].compactMap(\.self)) }

  /// What has come to keep a block from working since the last look.
  func newWarnings(at now: BootTime) -> [Concern] { serverWatch.news(at: site, host, now: now) }

  /// The interface that only one daemon may guard.
  var lockName: InterfaceName { site.interface }

  /// Where blocked frames are no longer seen: the bridge; in a dry run, which builds none, the port.
  var listeningPlace: InterfaceName { settings.isDryRun ? lockName : site.listeningPlace }

  /// Whether there are several ports, so that one can be told from another.
  var tellsPorts: Bool { locator != nil }

  /// Behind which port of a bridge with several a source is, heard with that tag; nil when there is nothing to tell, as of a
  /// client behind a router.
  func whereabouts(of subject: Subject, vlan: VLANID?) -> Whereabouts? {
    guard case .address(let mac) = subject else { return nil }
    // Evidence and no more: what cannot be found out must not keep a block from being made.
    return try? site.bridge.flatMap { try locator?.whereabouts(of: mac, vlan: vlan, on: $0) }
  }

  // A gate lets nobody pass whom the blocks would not: where DHCP is found for them is where this host's own is dropped.
  var sets: [BlockSet] {
    [BlockSet(settings.scope)] + (settings.isAtPort ? [BlockSet(settings.scope, isAtPort: true)] : [])
      + (gate == nil || settings.scope == .dhcp ? [] : [BlockSet(.dhcp)])
  }

  /// Takes away what the daemon made and nothing else, also what an earlier, killed run of it made.
  func leave() throws -> Occurrence.Restoration {
    // What it does on the way out is not to be mended.
    monitor = nil
    let rules = try host.rules(site.table)
    let mine = Set(rules.blocks.map(\.block).filter(isMine).map(\.subject))
    if site.mode == .xdp {
      try carryOut(farewell(rules, mine))
      return try unbuild()
    }
    let gate = gateRemoval(rules)
    let blocks = BlockPlanner.unblock(
      mine, origin: site.dialect != .ebtables ? .watch : nil, running: rules.without(gate))
    try carryOut(gate + blocks)
    return try unbuild()
  }

  // An ebtables rule has no room for a remark, so there the daemon answers for what it finds.
  func isMine(_ block: Block) -> Bool {
    site.dialect == .ebtables || block.remark?.origin == .watch
  }

  func carryOut(_ plan: Plan) throws {
    guard !plan.isEmpty else { return }
    try writer.apply(plan)
  }
}
