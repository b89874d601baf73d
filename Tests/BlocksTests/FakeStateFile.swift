import Blocks
import Plans
import Wire

/// A state file that is always synced.
struct FakeStateFile {
  var running: [Block.Key: (block: Block, until: Timestamp?)] = [:]
  var ended: [Block.Key: Timestamp] = [:]
  var strikes: [Subject: (count: Int, end: Timestamp)] = [:]
  var allowed: Set<MACAddress> = []

  mutating func write(_ changes: [StateChange]) {
    for change in changes {
      switch change {
      case .begin(let block, let until):
        running[block.key] = (block, until)
        ended[block.key] = nil
      case .end(let key, let moment):
        running[key] = nil
        ended[key] = moment
      case .strikes(let subject, let count, let end): strikes[subject] = count > 0 ? (count, end) : nil
      case .allow(let mac): allowed.insert(mac)
      case .disallow(let mac): allowed.remove(mac)
      }
    }
  }

  func isRunning(_ key: Block.Key, now: Timestamp) -> Bool {
    running[key].map { $0.until.map { $0 > now } ?? true } ?? false
  }

  /// What is to stand, with what is left of it.
  func written(now: Timestamp) -> [Block] {
    running.values.filter { $0.until.map { $0 > now } ?? true }.map { entry in
      var block = entry.block
      block.lifetime = entry.until.map { $0 - now }
      return block
    }.sorted { $0.key < $1.key }
  }

  func fate(of key: Block.Key) -> EarlierRun.Fate {
    if let end = ended[key] { return .ended(end) }
    // It is not among what is to stand any more.
    return running[key].map { .ended($0.until) } ?? .unknown
  }

  /// All of it, as a restart reads it.
  func earlierRun(_ standing: [StandingBlock], now: Timestamp) -> EarlierRun {
    EarlierRun(
      standing: standing, written: written(now: now),
      strikes: strikes.map { .init($0.key, count: $0.value.count, end: $0.value.end) },
      fate: fate)
  }
}
