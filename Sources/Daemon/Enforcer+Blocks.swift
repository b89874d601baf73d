import Blocks
import Host
import HostNetwork
import PacketFilter
import Placement
import Plans
import ServerDiscovery
import Wire

/// What the table of blocks wants of the kernel.
extension Enforcer {
  /// What is put back with the blocks that others took away.
  struct Repair {
    /// The frame of rules that blocks are kept in.
    var frame = Plan()
    /// The gate.
    var gate = Plan()
    /// What was looked for began then.
    var began = BootTime(nanoseconds: 0)
  }

  /// Makes a change. `isGone` is told first where the sets that it needs are not there, with all that was in them.
  func carryOut(_ change: BlockChange, isGone: (Set<BlockSet>) -> Void) throws {
    let plan = change.plan(in: site.table)
    switch change.purpose {
    case .repair:
      try carryOut(repair.frame + plan + repair.gate)
      doubts.isKnownInDoubt = false
    case .restoration: try carryOut(repair.frame + plan)
    default:
      // What is not kept ready, as no flooder is blocked in it.
      let extra = Set(change.put.map(\.set)).subtracting(sets)
      guard extra.isEmpty else { return try carryOut(try lacking(extra) + plan) }
      do {
        try carryOut(plan)
      } catch {
        // Somebody took our table away a moment ago.
        let running = try host.frame(site.table)
        let missing = frame(sets, running)
        guard !change.put.isEmpty, !missing.isEmpty else { throw error }
        isGone(Set(BlockSet.allCases).subtracting(running.hasTable ? running.sets : []))
        try carryOut(missing + plan)
      }
    }
  }

  /// What is missing of what blocks are kept in.
  func frame(_ sets: [BlockSet], _ running: RunningRules) -> Plan {
    let plan = BlockPlanner.install(sets: sets, own: ownAddresses, program: program, running: running)
    guard site.mode == .xdp, !plan.isEmpty else { return plan }
    // A program that takes the place of another knows nobody.
    return plan + Plan(knownClients.exempted.map { .know($0, site.table) })
  }

  private func lacking(_ sets: Set<BlockSet>) throws -> Plan {
    frame(Array(sets.union(self.sets)), try host.frame(site.table))
  }

  /// Looks whether the rules stand that blocks and gate are kept in, and what of the blocks where that is asked for or
  /// needed. Nil where there is nothing that rules could stand at.
  func review(_ needed: Set<BlockSet>, listing: Bool) -> Observation? {
    // Without the port there is no ingress; it is looked at again when there is one.
    guard !site.mode.isAtPort || placeIndex != nil else { return nil }
    do {
      let now = clock().boot
      let sets = Array(needed.union(self.sets))
      var running = try host.frame(site.table)
      let frame = self.frame(sets, running)
      let isListed = listing || !frame.isEmpty
      if isListed { running = try host.rules(site.table) }
      repair = Repair(
        frame: isListed ? self.frame(sets, running) : frame,
        gate: try gateRepairs(running, now: now), began: now)
      return .reviewed(
        isWhole: repair.frame.isEmpty && repair.gate.isEmpty, standing: isListed ? running.blocks : nil,
        // Nobody says who takes a rule of ebtables out, so one that is gone alone is somebody's will.
        isWill: site.dialect == .ebtables && running.hasTable)
    } catch {
      return .reviewFailed("\(error)")
    }
  }

  /// What the counter of a block says.
  func count(_ block: Block) -> Observation.Count {
    do {
      return try host.standing(block, site.table).map { .packets($0.packets) } ?? .absent
    } catch {
      return .unreadable("\(error)")
    }
  }
}
