import Flood
import Plans
import Wire

/// The one place where records come, change and go.
extension BlockTable {
  mutating func store(_ record: BlockRecord) {
    let key = record.key
    records[key] = record
    if record.kernel == .standing { unsettled.remove(key) } else { unsettled.insert(key) }
    if record.isOwn { own[key.subject] = key } else { disown(key) }
  }

  mutating func drop(_ key: Block.Key) {
    records[key] = nil
    unsettled.remove(key)
    disown(key)
  }

  private mutating func disown(_ key: Block.Key) {
    guard own[key.subject] == key else { return }
    own[key.subject] = nil
    leaks.forget(key.subject)
  }

  /// The record is to be looked at then; nil for never.
  mutating func schedule(_ key: Block.Key, at moment: BootTime?) {
    records[key]?.next = moment
    guard let moment else { return }
    queue.insert(key, at: moment)
    // What was put off leaves an entry behind: a block that is made anew again and again must not fill the memory.
    guard queue.count > 2 * records.count + 64 else { return }
    queue = DeadlineQueue(records.values.compactMap { record in record.next.map { ($0, record.key) } })
  }

  /// A block is wanted from now on; the kernel is told next.
  mutating func want(_ block: Block) {
    if let old = records[block.key] { before[block.key] = old }
    store(BlockRecord(block: block, kernel: .wanted))
  }

  /// What was wanted could not be had: everything is as before. Gives how that is written.
  mutating func takeBack(_ put: [Block], now: ClockReading) -> [StateChange] {
    put.map { block in
      guard var old = before.removeValue(forKey: block.key) else {
        defer { drop(block.key) }
        return end(of: block, now: now)
      }
      // All that was in the table may have turned out to be gone.
      if records[block.key]?.kernel == .takenAway, !old.isEnded { old.kernel = .takenAway }
      store(old)
      schedule(old.key, at: old.next)
      return old.isEnded ? end(of: old.block, now: now) : begin(old, now: now)
    }
  }

  /// How a block is written that is to stand.
  func begin(_ record: BlockRecord, now: ClockReading) -> StateChange {
    .begin(record.block, until: record.ends.map { now.wall + ($0 - now.boot) })
  }

  /// How the end of a block is written: later than all that says when it began, to the second, however the clock was set
  /// meanwhile. So one that the kernel still has is told from one that somebody makes anew.
  func end(of block: Block, now: ClockReading) -> StateChange {
    .end(block.key, at: max(now.wall, block.remark.map { $0.since + .seconds(1) } ?? now.wall))
  }

  /// Ends blocks: written down, then out of the kernel, then told.
  mutating func end(
    _ keys: [Block.Key], _ end: BlockRecord.End, for purpose: BlockChange.Purpose = .end,
    with others: [StateChange] = [], now: ClockReading
  ) -> [BlockAction] {
    var changes: [StateChange] = []
    var take: [Block] = []
    for key in keys {
      guard var record = records[key] else { continue }
      take.append(record.block)
      guard !record.isEnded else { continue }
      changes.append(self.end(of: record.block, now: now))
      if record.isOwn, end.strikes == .forgive {
        changes.append(.strikes(key.subject, count: 0, until: now.wall))
      }
      // What a person does to a person's block is no news.
      let why = record.isOwn || end.why != .bySomebody ? end.why : nil
      record.kernel = .ended(BlockRecord.End(why: why, strikes: record.isOwn ? end.strikes : nil))
      store(record)
      schedule(key, at: nil)
    }
    changes = others + changes
    return (changes.isEmpty ? [] : [.persist(changes)])
      + (take.isEmpty ? [] : [.change(BlockChange(purpose, take: take))])
  }

  /// Ended blocks are out of the kernel.
  mutating func forget(ended keys: some Sequence<Block.Key>) -> [BlockAction] {
    var orders: [EngineOrder] = []
    var events: [BlockAction] = []
    for key in keys {
      guard let record = records[key], case .ended(let end) = record.kernel else { continue }
      drop(key)
      if let strikes = end.strikes { orders.append(.release(key.subject, strikes: strikes)) }
      if let why = end.why { events.append(.tell(.ended(key, why, behind: record.block.remark?.behind))) }
    }
    return (orders.isEmpty ? [] : [.engine(orders)]) + events
  }
}
