public import Flood
public import Plans
public import Wire

/// What somebody wants who is not the engine.
public enum BlockCommand: Hashable, Sendable {
  /// Block these sources. `running` is what the kernel has, whoever put it there.
  case block([Block], running: RunningRules)
  /// Let sources pass, nil is all of them; only those blocked at `port` alone where that is given. `standing` is what
  /// the kernel has, whoever put it there, and is taken out of it unless another table sees to that (`takesOut`).
  case unblock(
    Set<Subject>?, port: InterfaceName? = nil, standing: [StandingBlock], takesOut: Bool = true)
  /// Never block this source from now on. What blocks it is to be ended next.
  case allow(MACAddress)
  /// Take that back.
  case disallow(MACAddress)
}

/// A command that is refused, before anything was changed.
public enum BlockRefusal: Error, Hashable {
  /// The source must not be blocked.
  case exempt(Subject, Spared)
  /// The block cannot be made.
  case impossible(PlanError)
}

extension BlockTable {
  /// Takes a command. What cannot be done of it is not told; who commanded knows.
  public mutating func command(_ command: BlockCommand, now: ClockReading) throws(BlockRefusal)
    -> [BlockAction]
  {
    switch command {
    case .block(let blocks, let running): return try block(blocks, running, now)
    case .unblock(let subjects, let port, let standing, let takesOut):
      return unblock(subjects, port, standing, takesOut, now)
    case .allow(let mac):
      exemptions.allowed.insert(mac)
      return [.persist([.allow(mac)])]
    case .disallow(let mac):
      exemptions.allowed.remove(mac)
      return [.persist([.disallow(mac)])]
    }
  }

  private mutating func block(_ blocks: [Block], _ running: RunningRules, _ now: ClockReading)
    throws(BlockRefusal) -> [BlockAction]
  {
    for block in blocks {
      if let why = exemptions.reason(for: block.subject) { throw .exempt(block.subject, why) }
    }
    var running = running
    // What has ended and is not out of the kernel yet blocks nobody for long.
    running.blocks.removeAll { records[$0.block.key]?.isEnded == true }
    let plan: Plan
    do { plan = try BlockPlanner.block(blocks, running: running) } catch { throw .impossible(error) }
    let fresh = plan.changes.compactMap { if case .block(let block, _) = $0 { block } else { nil } }
    guard !fresh.isEmpty else { return [] }
    for block in fresh { want(block) }
    return [
      .persist(fresh.map { block in .begin(block, until: block.lifetime.map { now.wall + $0 }) }),
      .change(BlockChange(.command, put: fresh)),
    ]
  }

  /// What a person blocked is in force.
  mutating func beganByHand(_ put: [Block], now: ClockReading) -> [BlockAction] {
    put.flatMap { block -> [BlockAction] in
      before[block.key] = nil
      keep(block, until: block.lifetime.map { now.boot + $0 })
      return forgetClient(block.subject) + [.tell(.blockedByHand(block))]
    }
  }

  /// A block stands that the engine did not ask for.
  mutating func keep(_ block: Block, until end: BootTime?) {
    store(BlockRecord(block: block, ends: end, kernel: .standing))
    schedule(block.key, at: end)
  }

  private mutating func unblock(
    _ subjects: Set<Subject>?, _ port: InterfaceName?, _ standing: [StandingBlock], _ takesOut: Bool,
    _ now: ClockReading
  ) -> [BlockAction] {
    let isMeant = { (key: Block.Key) in
      (subjects?.contains(key.subject) ?? true) && (port == nil || port == key.port)
    }
    let known = records.keys.filter(isMeant)
    let others = takesOut ? standing.filter { isMeant($0.block.key) && records[$0.block.key] == nil } : []
    for other in others { store(BlockRecord(block: other.block, kernel: .wanted)) }
    let keys = (known + others.map(\.block.key)).sorted()
    // Whoever takes them out of the kernel tells of them.
    let end = BlockRecord.End(why: takesOut ? .byHand : nil, strikes: .forgive)
    var actions = self.end(keys, end, for: .command, now: now)
    guard !takesOut else { return actions }
    actions.removeAll { if case .change = $0 { true } else { false } }
    return actions + forget(ended: known)
  }
}
