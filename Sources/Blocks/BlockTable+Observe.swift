import Flood
import Plans
public import Wire

extension BlockTable {
  /// Takes what was seen, or what came of an action.
  public mutating func observe(_ observation: Observation, now: ClockReading) -> [BlockAction] {
    switch observation {
    case .done(let change, let behind): return done(change, behind, now)
    case .failed(let change, let words): return failed(change, words, now)
    case .counted(let key, let use, let count, let behind): return counted(key, use, count, behind, now)
    case .edited(let emptied, let blocks, let byPerson, let touchesFrame):
      let actions = edited(emptied, blocks, byPerson, now)
      if touchesFrame || isIncomplete { doubt(at: now.boot) }
      return actions
    case .doubted(let listing):
      needsListing = needsListing || listing
      doubt(at: now.boot)
      return []
    case .reviewed(let isWhole, let standing, let isWill): return reviewed(isWhole, standing, isWill, now)
    case .reviewFailed(let words): return repairFailed(words, now)
    }
  }

  private mutating func done(_ change: BlockChange, _ behind: Whereabouts?, _ now: ClockReading)
    -> [BlockAction]
  {
    let taken = forget(ended: change.take.map(\.key))
    switch change.purpose {
    case .proposal(let finding, let said):
      return taken + change.put.flatMap { began($0, finding, said, behind: behind, now: now) }
    case .place: return placed(change)
    case .extending: return change.put.flatMap { extended($0, now: now) }
    case .command: return taken + beganByHand(change.put, now: now)
    case .repair: return repaired(change, now)
    case .restoration:
      for block in change.put { stands(block.key, now: now) }
      return taken
    case .end: return taken
    }
  }

  private mutating func failed(_ change: BlockChange, _ words: String, _ now: ClockReading) -> [BlockAction] {
    switch change.purpose {
    case .proposal(let finding, _): return refused(change, finding, words, now: now)
    case .place: return notPlaced(change, words)
    case .extending: return change.put.flatMap { notExtended($0, words, now: now) }
    case .repair: return repairFailed(words, now)
    case .restoration:
      doubt(at: now.boot + Self.margin)
      return []
    case .end, .command:
      let changes = takeBack(change.put, now: now)
      if !change.take.isEmpty {
        _ = backoff.spend(at: now.boot)
        doubt(at: now.boot + Self.margin)
      }
      guard case .end = change.purpose else { return changes.isEmpty ? [] : [.persist(changes)] }
      let subject = change.take.count == 1 ? change.take[0].subject : nil
      return [.tell(.failed(.unblock, subject, words))]
    }
  }

  private mutating func counted(
    _ key: Block.Key, _ use: CounterUse, _ count: Observation.Count, _ behind: Whereabouts?,
    _ now: ClockReading
  ) -> [BlockAction] {
    var actions: [BlockAction] = []
    if case .unreadable(let words) = count {
      switch use {
      case .flood: actions = [.tell(.failed(.read, key.subject, words))]
      case .escape: return [.tell(.failed(.lookAfter, key.subject, words))]
      case .leak, .use, .move: break
      }
    }
    // What was decided since then may have ended it.
    guard records[key]?.isEnded == false else { return actions }
    switch use {
    case .flood: return actions + measured(key, count, now: now)
    case .escape: return escaped(key, count, behind, now: now)
    case .leak: return looked(key, count, behind, now: now)
    case .move: return decideMoved(key, count, now: now)
    case .use:
      guard case .packets(let packets) = count else { return [] }
      return [.engine([.dropped(key.subject, packets)])]
    }
  }

  /// The kernel has a block again, whose counter may begin anew.
  mutating func stands(_ key: Block.Key, now: ClockReading) {
    guard var record = records[key], !record.isEnded else { return }
    record.kernel = .standing
    record.flood?.holds = now.boot + Self.margin
    record.flood?.inForce = now.wall
    if case .measured = record.flood?.stage { record.flood?.stage = .measured(0) }
    store(record)
  }
}
