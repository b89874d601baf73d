public import Flood
import Placement
public import Plans
import Wire

/// Mode `xdp`: what of the policy the program at the hook judges by itself.
extension Enforcer {
  /// What is to be done about the program on the way out: where others' blocks stay, one that counts nothing does, too, as
  /// nobody would judge what it counts.
  func farewell(_ running: RunningRules, _ mine: Set<Subject>) -> Plan {
    guard running.hasTable else { return Plan() }
    let blocks = BlockPlanner.unblock(mine, origin: .watch, keepsRuleset: true, running: running)
    guard running.blocks.count == blocks.changes.count else {
      return blocks + BlockPlanner.install(sets: [], program: XDPProgram(), running: running)
    }
    return blocks
      + Plan([.removeRuleset(Ruleset(table: site.table, scopes: Scope.allCases, includesTable: true))])
  }

  /// The program blocked a source that is not to be blocked.
  func letPass(_ mac: MACAddress) throws {
    try carryOut(Plan([.unblock(Block(mac: mac, scope: settings.scope), site.table)]))
  }
}

extension XDPProgram {
  /// The program that judges as much of a policy as it can hold.
  public init(policy: Policy, scope: Scope, unknownRate: UInt32? = nil) {
    self.init(
      limits: policy.countedInKernel.map(\.limit), scope: scope, ban: policy.ban, pace: policy.pace,
      unknownRate: unknownRate, sources: policy.capacity)
  }
}

extension Policy {
  /// The thresholds that the program can hold, each with its place among all: those that block for messages of any kind.
  var countedInKernel: [(place: Int, limit: XDPProgram.Limit)] {
    var held: [(place: Int, limit: XDPProgram.Limit)] = []
    for (place, threshold) in thresholds.enumerated() where threshold.kind == nil && threshold.level == .block
    {
      guard let limit = XDPProgram.Limit(count: threshold.count, window: threshold.window),
        XDPProgram.canHold(held.map(\.limit) + [limit])
      else { continue }
      held.append((place, limit))
    }
    return held
  }
}
