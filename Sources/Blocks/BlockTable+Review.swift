import Flood
import Plans
import Wire

/// What others do to the table, and what is done about it.
extension BlockTable {
  /// Something may be missing: it is looked for as soon as that may be put back.
  mutating func doubt(at moment: BootTime) {
    let earliest = backoff.earliest(at: moment)
    reviewDue = reviewDue.map { min($0, earliest) } ?? earliest
  }

  mutating func edited(
    _ emptied: Set<BlockSet>, _ blocks: [Block.Key: StandingBlock?], _ byPerson: Bool, _ now: ClockReading
  ) -> [BlockAction] {
    var gone: [Block.Key] = []
    if !emptied.isEmpty {
      for record in records.values where emptied.contains(record.block.set) {
        if record.isEnded { gone.append(record.key) } else { records[record.key]?.kernel = .takenAway }
        unsettled.insert(record.key)
      }
    }
    var (lifted, made): ([Block.Key], [StandingBlock]) = ([], [])
    for (key, standing) in blocks {
      guard let record = records[key] else {
        if byPerson, let standing { made.append(standing) }
        continue
      }
      switch standing {
      case nil where record.isEnded: gone.append(key)
      case nil where byPerson: lifted.append(key)
      case let standing? where byPerson: made.append(standing)
      default: see(standing, as: record, now: now)
      }
    }
    return forget(ended: gone) + endedBySomebody(lifted, now: now) + madeByPerson(made, now: now)
  }

  /// What stands of a block, by another program's doing.
  private mutating func see(_ standing: StandingBlock?, as record: BlockRecord, now: ClockReading) {
    guard !record.isEnded else { return }
    var record = record
    let stands = standing.map { record.lasts($0, at: now.boot) } == true
    guard stands != (record.kernel == .standing) else { return }
    record.kernel = stands ? .standing : .takenAway
    store(record)
  }

  /// Somebody ended blocks on purpose, and took them out of the kernel.
  private mutating func endedBySomebody(_ keys: [Block.Key], now: ClockReading) -> [BlockAction] {
    let keys = keys.sorted()
    let actions = end(keys, BlockRecord.End(why: .bySomebody, strikes: .forgive), now: now)
    return actions.filter { if case .change = $0 { false } else { true } } + forget(ended: keys)
  }

  /// A person blocked sources without asking the daemon: these blocks are kept, and are theirs.
  private mutating func madeByPerson(_ made: [StandingBlock], now: ClockReading) -> [BlockAction] {
    guard !made.isEmpty else { return [] }
    var (changes, actions): ([StateChange], [BlockAction]) = ([], [])
    for standing in made.sorted(by: { $0.block.key < $1.block.key }) {
      let key = standing.block.key
      let wasOwn = isOwn(key)
      keep(standing.block, until: standing.remaining.map { now.boot + $0 })
      changes.append(.begin(standing.block, until: standing.remaining.map { now.wall + $0 }))
      actions += forgetClient(key.subject)
      if wasOwn { actions.append(.tell(.leftToOthers(key))) }
    }
    return [.persist(changes)] + actions
  }

  /// What was looked at is whole, or not.
  mutating func reviewed(
    _ isWhole: Bool, _ standing: [StandingBlock]?, _ isWill: Bool, _ now: ClockReading
  ) -> [BlockAction] {
    var actions = standing.map { compare(with: $0, isWill: isWill, now: now) } ?? []
    let records = unsettled.sorted().compactMap { self.records[$0] }
    let ended = records.filter(\.isEnded).map(\.block)
    if !ended.isEmpty { actions.append(.change(BlockChange(.end, take: ended))) }
    let lacking = records.filter { !$0.isEnded && !$0.isOver(at: now.boot) }.map {
      $0.remaining(at: now.boot)
    }
    if !isWhole || !lacking.isEmpty { actions.append(.change(BlockChange(.repair, put: lacking))) }
    return actions
  }

  private mutating func compare(with standing: [StandingBlock], isWill: Bool, now: ClockReading)
    -> [BlockAction]
  {
    needsListing = false
    let found = Dictionary(standing.map { ($0.block.key, $0) }) { first, _ in first }
    var (gone, lifted): ([Block.Key], [Block.Key]) = ([], [])
    for record in records.values {
      let block = found[record.key]
      if block == nil, record.isEnded {
        gone.append(record.key)
      } else if block == nil, isWill, record.kernel == .standing {
        if !record.isOver(at: now.boot) { lifted.append(record.key) }
      } else {
        see(block, as: record, now: now)
      }
    }
    // In nftables the blocks of other daemons stand in the same table, and say so.
    for block in standing where records[block.block.key] == nil {
      guard table.dialect == .ebtables || block.block.remark?.origin != .watch else { continue }
      keep(block.block, until: block.remaining.map { now.boot + $0 })
    }
    return forget(ended: gone) + endedBySomebody(lifted, now: now)
  }

  /// What was taken away stands again.
  mutating func repaired(_ change: BlockChange, _ now: ClockReading) -> [BlockAction] {
    for block in change.put { stands(block.key, now: now) }
    let alarm = backoff.spend(at: now.boot)
    return [.tell(.repaired(blocks: change.put.count))] + contested(alarm)
  }

  mutating func repairFailed(_ words: String, _ now: ClockReading) -> [BlockAction] {
    let alarm = backoff.spend(at: now.boot)
    doubt(at: now.boot)
    return [.tell(.failed(.repair, nil, words))] + contested(alarm)
  }

  private func contested(_ alarm: RetryBackoff.Alarm?) -> [BlockAction] {
    alarm.map { [.tell(.contested($0, delay: backoff.delay))] } ?? []
  }
}
