import Kernel
import Rules
import Wire

/// Carries intentions out: planned, then applied by the kernel, or printed in a dry run.
final class Enforcer {
  let site: Site
  private let settings: Settings
  private let applier: Applier
  private let show: (Plan) throws -> Void
  private var running: RunningRules
  // What a dry run would have standing, so that its later plans follow from its earlier ones.
  private let bridge: Bridge?

  init(settings: Settings, show: @escaping (Plan) throws -> Void) throws {
    self.settings = settings
    self.show = show
    applier = try Applier()
    let network = try applier.network()
    site = try Site.choose(settings.wish, network: network, capabilities: Probe.capabilities())
    running = try applier.rules(site.dialect)
    bridge = site.port.map {
      Bridge(name: site.bridge, port: $0, address: network[$0]?.address, origin: .watch)
    }
  }

  /// The interface that only one daemon may guard.
  var lockName: InterfaceName { site.port ?? site.bridge }

  /// Where blocked frames are no longer seen: the bridge; in a dry run, which builds none, the port.
  var listeningPlace: InterfaceName {
    settings.isDryRun ? lockName : site.bridge
  }

  /// Builds the bridge and the ruleset, as far as they are not there.
  func settle() throws {
    if let bridge {
      let network = try applier.network()
      try carryOut(try BridgePlanner.up(bridge, network: network))
    }
    try carryOut(BlockPlanner.install([settings.scope], running: running))
  }

  /// Blocks of the daemon's that an earlier run left behind.
  func adoptable() throws -> [StandingBlock] {
    guard !settings.isDryRun else { return [] }
    return running.blocks.filter { $0.block.remark?.origin ?? .watch == .watch && $0.block.scope == settings.scope }
  }

  func block(_ block: Block) throws {
    try carryOut(Plan([.block(block, site.dialect)]))
  }

  func extend(_ mac: MACAddress, by length: Duration) throws {
  }

  /// Takes away what the daemon made and nothing else, also what an earlier, killed run of it made.
  func leave() throws {
    let rules = settings.isDryRun ? running : try applier.rules(site.dialect)
    try carryOut(BlockPlanner.unblock(nil, origin: .watch, running: rules))
    guard let port = site.port else { return }
    let network = try applier.network()
    guard let mine = network[site.bridge].flatMap(Bridge.init), mine.origin == .watch, mine.port == port else { return }
    try carryOut(try BridgePlanner.down(mine, network: network))
  }

  private func carryOut(_ plan: Plan) throws {
    guard !plan.isEmpty else { return }
    if settings.isDryRun { try show(plan) } else { try applier.apply(plan) }
  }
}
