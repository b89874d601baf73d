public import Flood
public import Plans
public import Wire

extension BlockTable {
  /// Takes a finding of the engine's that wants a block. `said` is what the source says of itself; `place` where it is, for
  /// a block that is to hold there alone.
  public mutating func propose(
    _ finding: Finding, said: ClientEvidence? = nil, at place: Whereabouts? = nil, now: ClockReading
  ) -> [BlockAction] {
    let actions = block(finding.subject, finding, said, place, now)
    // The engine has let go of it already.
    guard let replaced = finding.replaced, let key = own[replaced] else { return actions }
    return actions
      + end([key], BlockRecord.End(why: .replaced(by: finding.subject), strikes: .stay), now: now)
  }

  private mutating func block(
    _ subject: Subject, _ finding: Finding, _ said: ClientEvidence?, _ place: Whereabouts?,
    _ now: ClockReading
  ) -> [BlockAction] {
    if let why = exemptions.reason(for: subject) {
      return [.engine([.release(subject, strikes: .takeBack)]), .tell(.spared(finding, why))]
    }
    let place = subject.address == nil ? nil : place
    let block = Block(
      subject, scope: scope(of: subject), port: isAtPort ? place?.port : nil, lifetime: finding.ban,
      remark: BlockComment(
        origin: .watch, since: now.wall.truncated(to: .seconds(1)), reason: finding.reason,
        behind: isAtPort ? place : nil, strikes: finding.strikes))
    // The engine goes on to hold it for blocked: it is told once for as long as that would have been.
    if subject.address == nil, let refusal = BlockPlanner.refusal(block, in: table) {
      return [.tell(.failed(.block, subject, "\(refusal)"))]
    }
    // Where blocked sources are heard, those of a person are, too.
    guard !isHeldByHand(block.key) else { return [] }
    want(block)
    let until = now.wall + finding.ban
    return [
      .persist([.strikes(subject, count: finding.strikes, until: until), .begin(block, until: until)]),
      .change(BlockChange(.proposal(finding, said: said), put: [block])),
    ]
  }

  /// Which frames of a flooder are dropped: those of a client behind a router are told from others by their DHCP alone.
  func scope(of subject: Subject) -> Scope { subject.address == nil ? .dhcp : scope }

  /// A source that is blocked is no longer known to be healthy.
  func forgetClient(_ subject: Subject) -> [BlockAction] {
    subject.address.map { [.forgetClient($0)] } ?? []
  }

  /// Whether a person blocked this source in a way that holds what this would.
  private func isHeldByHand(_ key: Block.Key) -> Bool {
    [key, Block.Key(key.subject, scope: key.scope), Block.Key(key.subject, scope: .all)].contains {
      guard let record = records[$0], !record.isEnded else { return false }
      return record.block.remark?.origin == .hand
    }
  }

  /// A proposal is in force.
  mutating func began(
    _ block: Block, _ finding: Finding, _ said: ClientEvidence?, behind: Whereabouts?, now: ClockReading
  ) -> [BlockAction] {
    before[block.key] = nil
    let old = own[block.subject]
    let ends = now.boot + finding.ban
    store(
      BlockRecord(
        block: block, ends: ends, kernel: .standing,
        flood: .init(
          length: finding.ban, stage: judges(block) ? .open : .ending, holds: now.boot + Self.margin,
          inForce: now.wall, began: now.wall)))
    scheduleFlood(block.key, now: now)
    var actions = forgetClient(block.subject)
    if let old, old != block.key { actions += moved(from: old, now: now) }
    guard let behind, block.remark?.behind == nil else {
      return actions + [.tell(.blocked(block, finding, said: said, inForce: now.wall))]
    }
    records[block.key]?.block.remark?.behind = behind
    let known = records[block.key]?.remaining(at: now.boot) ?? block
    let change = BlockChange(.place(finding, said: said, inForce: now.wall), put: [known])
    // In ebtables a rule has no room for it.
    return actions + (table.dialect != .ebtables ? [.change(change)] : placed(change))
  }

  /// A block says where its source is.
  func placed(_ change: BlockChange) -> [BlockAction] {
    guard case .place(let finding, let said, let inForce) = change.purpose else { return [] }
    return change.put.map { .tell(.blocked($0, finding, said: said, inForce: inForce)) }
  }

  /// It does not.
  mutating func notPlaced(_ change: BlockChange, _ words: String) -> [BlockAction] {
    var change = change
    for place in change.put.indices {
      records[change.put[place].key]?.block.remark?.behind = nil
      change.put[place].remark?.behind = nil
    }
    return change.put.map { .tell(.failed(.place, $0.subject, words)) } + placed(change)
  }

  /// A proposal came to nothing; the next message of its source will be one again.
  mutating func refused(_ change: BlockChange, _ finding: Finding, _ words: String, now: ClockReading)
    -> [BlockAction]
  {
    let subject = change.put.first?.subject ?? finding.subject
    let strikes = StateChange.strikes(subject, count: finding.strikes - 1, until: now.wall)
    return [
      .engine([.release(subject, strikes: .takeBack)]),
      .persist([strikes] + takeBack(change.put, now: now)),
      .tell(.failed(.block, subject, words)),
    ]
  }

  // The flood is at another port now. Where the block had next to nothing to drop, it was somebody else's port. In
  // ebtables nobody would end it.
  private mutating func moved(from old: Block.Key, now: ClockReading) -> [BlockAction] {
    guard let block = records[old]?.block else { return [] }
    records[old]?.flood = nil
    schedule(old, at: records[old]?.ends)
    return table.dialect != .ebtables
      ? [.read(block, .move)] : end([old], BlockRecord.End(), now: now)
  }

  /// Ends the block at a port that the source is no longer at, unless it has dropped what a flood sends.
  mutating func decideMoved(_ key: Block.Key, _ count: Observation.Count, now: ClockReading) -> [BlockAction]
  {
    let least = policy.thresholds.lazy.filter { $0.level == .block }.map(\.count).min() ?? 0
    if case .packets(let packets) = count, packets >= UInt64(least) { return [] }
    return end([key], BlockRecord.End(), now: now)
  }
}
