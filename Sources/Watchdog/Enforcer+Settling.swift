import Host
import Placement
import Plans
import System
import Wire

/// The beginning: what an earlier run left is taken over, what is missing is built.
extension Enforcer {
  /// Builds the bridge and the ruleset, as far as they are not there, puts the blocks back that are to stand, and gives
  /// those of the daemon's own that an earlier run left.
  func settle(_ past: Past) throws -> [StandingBlock] {
    // Before anything is read: what happens after that is told.
    if !settings.isDryRun {
      monitor = try machine.monitor(site.table, names)
      isTold = machine.isTold(of: site.table)
      doubts.network = WallClock.steady
    }
    if let bridge = keeper?.bridge {
      try refuseUnconfirmed(bridge)
      let network = try machine.network(under: bridge.port, bridge.name)
      if network[bridge.name] == nil { before = InterfaceBackup(of: bridge.port, in: network) }
      let plan = try BridgePlanner.up(bridge, network: network)
      if settings.isDryRun { try carryOut(plan) } else { try machine.build(plan, over: bridge.port) }
    }
    // What is left of a block is counted from here: later, and the kernel's own end would come before the one that is
    // expected, and would be taken for somebody's doing.
    let now = WallClock.steady
    let running = try machine.rules(site.table)
    ownAddresses = site.ownAddresses(in: try machine.network(around: names, broute: nil))
    let inherited = heritage(running, past)
    let sets = Set(self.sets + inherited.missing.map(\.block.set))
    try carryOut(
      BlockPlanner.install(sets: Array(sets), own: ownAddresses, running: running)
        + (try outdated(running))
        + Plan(inherited.over.map { .unblock($0.block, site.table) })
        + Plan(inherited.missing.map { .block($0.block, site.table) }))
    try settleGate(running, past.known, now: now)
    for block in inherited.all { roster.expect(block.block, for: block.remaining, now: now) }
    let mine = inherited.mine.filter { isMine($0.block) && $0.block.scope == settings.scope }
    for standing in mine { own[standing.block.mac] = standing.block.key }
    var news = News()
    mend(now: WallClock.steady, &news)
    return mine
  }

  /// What stands, and what is to stand, sorted by what is to be done about it.
  private func heritage(_ running: RunningRules, _ past: Past) -> Heritage {
    var heritage = Heritage()
    for standing in running.blocks {
      switch past.claim(to: standing.block) {
      case .lift: heritage.over.append(standing)
      case .leave: heritage.all.append(standing)
      case .adopt:
        heritage.all.append(standing)
        heritage.mine.append(standing)
      }
    }
    let found = Set(running.blocks.map(\.block.key))
    heritage.missing = past.running.filter { !found.contains($0.block.key) }
    heritage.all += heritage.missing
    heritage.mine += heritage.missing
    return heritage
  }

  private struct Heritage {
    /// They are to stand, and do or will.
    var all: [StandingBlock] = []
    /// Of those, the ones that this post answers for.
    var mine: [StandingBlock] = []
    /// They do not stand yet.
    var missing: [StandingBlock] = []
    /// They stand, and are not to.
    var over: [StandingBlock] = []
  }

  // It would be undone under the daemon.
  private func refuseUnconfirmed(_ bridge: Bridge) throws(PlanError) {
    guard bridge.deadline != nil, !settings.isDryRun else { return }
    throw PlanError(
      attempt: "guard \(bridge.port)", reason: "its bridge \(bridge.name) is not confirmed yet",
      advice: "`dhcpward bridge confirm --port \(bridge.port)` keeps it, `bridge down` removes it")
  }
}
