import Blocks
import Flood
import Host
import HostNetwork
import Placement
import Plans
import ServerDiscovery
import System
import Wire

/// Carries intentions out: planned, then applied by the kernel, or printed in a dry run.
final class Enforcer {
  let site: Site
  /// The mode, when it was chosen by what listens.
  let chosen: Mode?
  var exemptions: ExemptionSource
  /// What keeps a block from working here.
  let warnings: [Concern]
  private lazy var lookout = ServerLookout(said: warnings)
  private let ports: PortFinder?
  private(set) var settings: Settings
  let machine: Machine
  private let show: (Plan) throws -> Void

  /// The addresses of what is guarded, as of the last look.
  var ownAddresses: [MACAddress] = []
  /// What the port had before there was a bridge; nil where one stood.
  var before: InterfaceBackup?
  // What mending needs; nothing of it in a dry run, which changes nothing.
  var acquaintances = Acquaintances()
  var keeper: BridgeKeeper?
  var doubts = Doubts()
  var repair = Repair()
  var bridgeBackoff = RetryBackoff()
  /// The index of the interface listened to, as of the last look.
  var placeIndex: Int32?
  /// The last refusal that was told.
  var complaint = ""
  var lastRound = WallClock.steady
  var monitor: KernelMonitor?
  /// The kernel tells of changes to the table.
  var isTold = true

  /// How often a table is looked at of which the kernel tells nothing.
  static let round: Duration = .seconds(5)

  /// `earlier` is the mode that was chosen here while a server listened.
  init(settings: Settings, machine: Machine, earlier: Mode?, show: @escaping (Plan) throws -> Void) throws {
    self.settings = settings
    self.machine = machine
    self.show = show
    let network = try machine.network()
    let servers = machine.servers()
    let hasServer = Site.Listening(servers, on: settings.wish.interface, network: network) != .nobody
    let site = try Self.site(settings.wish, network, machine, servers, earlier: hasServer ? nil : earlier)
    chosen = hasServer && settings.wish.mode == nil && site.mode != .existing ? site.mode : nil
    warnings = try machine.warnings(
      at: site, network, servers, attempt: "guard \(site.interface)", strict: settings.isStrict)
    exemptions = ExemptionSource(
      configured: settings.policy.exemptions, network: network, port: site.interface)
    keeper = site.bridge(in: network, origin: .watch).map(BridgeKeeper.init)
    ports = try site.mode == .existing ? PortFinder() : nil
    guard !settings.isAtPort || ports != nil else {
      throw PlanError(
        attempt: "block at ports of \(site.interface)",
        reason: "mode \(site.mode.rawValue) guards one port only", advice: "leave --at-port away")
    }
    self.site = site
    try checkGate()
  }

  // A daemon that starts before the server, as at boot, sees nobody listen; it is not to choose otherwise for that.
  private static func site(
    _ wish: Site.Wish, _ network: Network, _ machine: Machine, _ servers: [Server], earlier: Mode?
  ) throws -> Site {
    if let earlier, wish.mode == nil {
      var same = wish
      same.mode = earlier
      if var site = try? machine.choose(same, network, machine.capabilities(for: same), servers) {
        site.reason = "it was chosen before, when a DHCP server listened here; none does yet"
        return site
      }
    }
    return try machine.choose(wish, network, machine.capabilities(for: wish), servers)
  }

  /// Takes other settings for the same place.
  func adjust(to settings: Settings) {
    self.settings = settings
    exemptions.configured = settings.policy.exemptions
  }

  /// The interfaces whose changes matter.
  var names: Set<InterfaceName> { Set([site.interface, site.bridge].compactMap(\.self)) }

  /// What has come to keep a block from working since the last look.
  func newWarnings(at now: Timestamp) -> [Concern] { lookout.news(at: site, machine, now: now) }

  /// The interface that only one daemon may guard.
  var lockName: InterfaceName { site.interface }

  /// Where blocked frames are no longer seen: the bridge; in a dry run, which builds none, the port.
  var listeningPlace: InterfaceName { settings.isDryRun ? lockName : site.listeningPlace }

  /// Behind which port of a bridge with several a source is, heard with that tag; nil when there is nothing to tell.
  func whereabouts(of mac: MACAddress, vlan: VLANID?) -> Whereabouts? {
    // Evidence and no more: what cannot be found out must not keep a block from being made.
    try? site.bridge.flatMap { try ports?.whereabouts(of: mac, vlan: vlan, on: $0) }
  }

  // A gate lets nobody pass whom the blocks would not: where DHCP is found for them is where this host's own is dropped.
  var sets: [BlockSet] {
    [BlockSet(settings.scope)] + (settings.isAtPort ? [BlockSet(settings.scope, isAtPort: true)] : [])
      + (gate == nil || settings.scope == .dhcp ? [] : [BlockSet(.dhcp)])
  }

  /// Takes away what the daemon made and nothing else, also what an earlier, killed run of it made. Says what has become
  /// of the network.
  func leave() throws -> String {
    // What it does on the way out is not to be mended.
    monitor = nil
    let rules = try machine.rules(site.table)
    let mine = Set(rules.blocks.map(\.block).filter(isMine).map(\.mac))
    let gate = gateRemoval(rules)
    let blocks = BlockPlanner.unblock(
      mine, origin: site.dialect == .nftables ? .watch : nil, running: rules.without(gate))
    try carryOut(gate + blocks)
    return try unbuild()
  }

  // An ebtables rule has no room for a remark, so there the daemon answers for what it finds.
  func isMine(_ block: Block) -> Bool {
    site.dialect == .ebtables || block.remark?.origin == .watch
  }

  func carryOut(_ plan: Plan) throws {
    guard !plan.isEmpty else { return }
    if settings.isDryRun { try show(plan) } else { try machine.apply(plan) }
  }
}

extension Whereabouts? {
  /// What a line of the log says of it.
  var inWords: String { map { ", behind \($0)" } ?? "" }
}

extension Block {
  /// Where it holds, for a line of the log.
  var place: String { (remark?.behind).inWords + (port == nil ? "" : ", only there") }
}
