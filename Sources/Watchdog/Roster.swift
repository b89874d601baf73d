import PacketFilter
import Plans
import Wire

/// The blocks that are to stand, by the daemon's verdict or by hand, and which of them somebody took away: a mirror
/// of the table that is kept by notifications, so that it need not be listed. Times are of the steady clock.
struct Roster {
  /// What a person meant by an edit.
  enum Will: Hashable {
    /// This source is to pass.
    case pardon(Block.Key)
    /// This block is a person's now, until then.
    case hand(Block.Key, until: Timestamp?)
  }

  private struct Entry {
    var block: Block
    var ends: Timestamp?
  }

  private var entries: [Block.Key: Entry] = [:]
  private var missing: Set<Block.Key> = []
  private var limit = Self.least
  private static let least = 256

  /// A block stands; it is to stay until it ends by itself.
  mutating func expect(_ block: Block, for remaining: Duration?, now: Timestamp) {
    entries[block.key] = Entry(block: block, ends: remaining.map { now + $0 })
    missing.remove(block.key)
    forgetEnded(now: now)
  }

  /// A block is no longer to stand.
  mutating func release(_ key: Block.Key) {
    entries[key] = nil
    missing.remove(key)
  }

  /// Nobody said that it was taken away, but it was.
  mutating func miss(_ key: Block.Key) {
    if entries[key] != nil { missing.insert(key) }
  }

  /// The block as it is to stand.
  subscript(key: Block.Key) -> Block? { entries[key]?.block }

  /// All that are to stand, each with what is left of its time.
  func standing(now: Timestamp) -> [StandingBlock] {
    entries.values.lazy.filter { $0.ends.map { $0 > now } ?? true }.map { entry in
      let remaining = entry.ends.map { $0 - now }
      var block = entry.block
      block.lifetime = remaining
      return StandingBlock(block: block, remaining: remaining, packets: 0, bytes: 0)
    }.sorted { $0.block.key < $1.block.key }
  }

  /// Whether something is to be put back.
  var isIncomplete: Bool { !missing.isEmpty }

  /// The sets that are needed.
  var sets: Set<BlockSet> { Set(entries.values.map(\.block.set)) }

  /// Takes what somebody did to the table.
  mutating func note(_ edit: RulesetEdit, now: Timestamp) -> [Will] {
    if !edit.emptied.isEmpty {
      for (key, entry) in entries where edit.emptied.contains(entry.block.set) { missing.insert(key) }
    }
    var wills: [Will] = []
    for (key, standing) in edit.blocks {
      switch (edit.author, standing) {
      case (.command, nil):
        if entries[key] != nil { wills.append(.pardon(key)) }
        release(key)
      case (.command, let standing?):
        expect(standing.block, for: standing.remaining, now: now)
        wills.append(.hand(key, until: standing.remaining.map { now + $0 }))
      case (.other, nil): miss(key)
      case (.other, let standing?):
        if lasts(standing, as: key, now: now) { missing.remove(key) } else { miss(key) }
      }
    }
    return wills
  }

  /// Takes what stands, where the table was listed; `pardons` when a block that is gone alone was lifted by somebody
  /// who means it.
  mutating func compare(with standing: [StandingBlock], pardons: Bool, now: Timestamp) -> [Will] {
    let found = Dictionary(standing.map { ($0.block.key, $0) }) { first, _ in first }
    missing = []
    var wills: [Will] = []
    for key in entries.keys.sorted() {
      if let block = found[key], lasts(block, as: key, now: now) { continue }
      if !isOver(key, now: now), pardons { wills.append(.pardon(key)) }
      if pardons { release(key) } else { miss(key) }
    }
    for (key, block) in found where entries[key] == nil {
      expect(block.block, for: block.remaining, now: now)
    }
    return wills
  }

  /// What is to be put back, each for what is left of its time.
  mutating func lacking(now: Timestamp) -> [Block] {
    for key in missing where isOver(key, now: now) { release(key) }
    return missing.sorted().compactMap { key in
      guard let entry = entries[key] else { return nil }
      var block = entry.block
      block.lifetime = entry.ends.map { $0 - now }
      return block
    }
  }

  /// All that was missing stands again.
  mutating func restored() { missing = [] }

  // Forgets what has ended by itself, each time there are twice as many.
  private mutating func forgetEnded(now: Timestamp) {
    guard entries.count > limit else { return }
    for key in entries.keys where isOver(key, now: now) { release(key) }
    limit = max(Self.least, 2 * entries.count)
  }

  // What ends within that need not be put back.
  private func isOver(_ key: Block.Key, now: Timestamp) -> Bool {
    guard let entry = entries[key] else { return true }
    return entry.ends.map { $0 <= now + BlockPlanner.tolerance } ?? false
  }

  private func lasts(_ standing: StandingBlock, as key: Block.Key, now: Timestamp) -> Bool {
    guard let entry = entries[key], let remaining = standing.remaining else { return true }
    return entry.ends.map { $0 <= now + remaining + BlockPlanner.tolerance } ?? false
  }
}
