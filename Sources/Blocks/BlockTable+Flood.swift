import Flood
import Plans
public import Wire

/// The end of a block: at its time, unless the flood goes on.
extension BlockTable {
  /// Nothing else than DHCP says whether a flood of DHCP goes on.
  func judges(_ block: Block) -> Bool { block.scope == .dhcp && !isDryRun }

  /// The longest block threshold of all kinds says what a flood is.
  private var flood: (count: UInt64, window: Duration) {
    let longest = policy.thresholds.lazy.filter { $0.level == .block && $0.kind == nil }.max {
      $0.window < $1.window
    }
    return (UInt64(longest?.count ?? 30), longest?.window ?? .seconds(30))
  }

  /// Says when a block of the engine's is to be looked at next.
  mutating func scheduleFlood(_ key: Block.Key, now: ClockReading) {
    guard let record = records[key], let ends = record.ends, let watch = record.flood else { return }
    switch watch.stage {
    case .open: schedule(key, at: max(now.boot, ends + (.zero - flood.window - Self.margin)))
    case .measured: schedule(key, at: ends + (.zero - Self.margin))
    case .ending: schedule(key, at: ends)
    }
  }

  /// What is due. `readsUse`: the engine wants to know what each block drops, once a second. To be called again at once
  /// while `due` has passed.
  public mutating func tick(now: ClockReading, readsUse: Bool = false) -> [BlockAction] {
    var actions: [BlockAction] = []
    var (over, gone): ([Block.Key], [Block.Key]) = ([], [])
    for _ in 0..<Self.batch {
      guard let entry = queue.first, entry.at <= now.boot else { break }
      queue.removeFirst()
      guard let record = records[entry.key], record.next == entry.at else { continue }
      records[entry.key]?.next = nil
      switch record.flood?.stage {
      case .open, .measured: actions.append(.read(record.block, .flood))
      case .ending: over.append(entry.key)
      // The kernel ends it by itself; ebtables does not.
      case nil where table.dialect != .ebtables: gone.append(entry.key)
      case nil: over.append(entry.key)
      }
    }
    let ends = gone.compactMap { key in records[key].map { end(of: $0.block, now: now) } }
    for key in gone { drop(key) }
    actions += end(over, BlockRecord.End(why: .over, strikes: .stay), with: ends, now: now)
    if let due = reviewDue, due <= now.boot {
      reviewDue = nil
      actions.append(.review(listing: needsListing || table.dialect == .ebtables))
    }
    return actions + lookForLeaks(now: now) + (readsUse ? readUse(now: now) : [])
  }

  /// A counter was read before the end of a block; one that could not be read never lets it last longer.
  mutating func measured(_ key: Block.Key, _ count: Observation.Count, now: ClockReading) -> [BlockAction] {
    guard var record = records[key], let watch = record.flood else { return [] }
    let packets: UInt64? = if case .packets(let packets) = count { packets } else { nil }
    guard case .measured(let earlier) = watch.stage else {
      records[key]?.flood?.stage = .measured(packets ?? .max)
      scheduleFlood(key, now: now)
      return []
    }
    guard let packets, packets >= earlier, packets - earlier >= flood.count else {
      records[key]?.flood?.stage = .ending
      scheduleFlood(key, now: now)
      return []
    }
    before[key] = record
    record.ends = now.boot + watch.length
    record.block.lifetime = watch.length
    store(record)
    let until = now.wall + watch.length
    let written = StateChange.strikes(key.subject, count: record.block.remark?.strikes ?? 1, until: until)
    // An ebtables rule has no end that would have to be moved.
    return [.persist([written, begin(record, now: now)])]
      + (table.dialect != .ebtables
        ? [.change(BlockChange(.extending, put: [record.block]))] : extended(record.block, now: now))
  }

  /// The block lasts longer.
  mutating func extended(_ block: Block, now: ClockReading) -> [BlockAction] {
    before[block.key] = nil
    guard var record = records[block.key], let length = record.flood?.length else { return [] }
    record.ends = now.boot + length
    record.kernel = .standing
    record.flood?.stage = .open
    record.flood?.holds = now.boot + Self.margin
    record.flood?.inForce = nil
    store(record)
    scheduleFlood(block.key, now: now)
    return [
      .engine([.extend(block.subject, until: now.wall + length)]), .tell(.extended(record.block, by: length)),
    ]
  }

  /// It does not, and ends when it would have.
  mutating func notExtended(_ block: Block, _ words: String, now: ClockReading) -> [BlockAction] {
    let changes = takeBack([block], now: now)
    records[block.key]?.flood?.stage = .ending
    scheduleFlood(block.key, now: now)
    return [.persist(changes), .tell(.failed(.extend, block.subject, words))]
  }
}
