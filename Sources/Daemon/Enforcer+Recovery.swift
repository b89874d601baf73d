import Blocks
import Host
import Placement
import Plans
import Wire

/// The beginning: what an earlier run left is taken over, what is missing is built.
extension Enforcer {
  /// Begins to listen to what others do, and builds the bridge, as far as it is not there.
  func build() throws {
    // Before anything is read: what happens after that is told.
    monitor = try writer.notices(of: site.table, names)
    if monitor != nil {
      isTold = host.isTold(of: site.table)
      doubts.network = clock().boot
    }
    guard let bridge = keeper?.bridge else { return }
    try refuseUnconfirmed(bridge)
    let network = try host.network(under: bridge.port, bridge.name)
    if network[bridge.name] == nil { before = InterfaceBackup(of: bridge.port, in: network) }
    let plan = try BridgePlanner.up(bridge, network: network)
    try writer.build(plan, over: bridge.port)
  }

  /// What stands of the rules.
  func running() throws -> RunningRules {
    let running = try host.rules(site.table)
    ownAddresses = site.ownAddresses(in: try host.network(around: names, broute: nil))
    return running
  }

  /// Whatever of the rules is missing goes with what is restored of the blocks, which need these sets.
  func prepare(_ running: RunningRules, for needed: Set<BlockSet>) throws {
    let sets = Array(needed.union(self.sets))
    repair.frame =
      frame(sets, running) + (try outdated(running))
  }

  // It would be undone under the daemon.
  private func refuseUnconfirmed(_ bridge: Bridge) throws(PlanError) {
    guard bridge.deadline != nil, !settings.isDryRun else { return }
    throw PlanError(
      attempt: "guard \(bridge.port)", reason: "its bridge \(bridge.name) is not confirmed yet",
      advice: "`dhcpward bridge confirm --port \(bridge.port)` keeps it, `bridge down` removes it")
  }
}
