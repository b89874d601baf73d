public import Flood
public import Plans
public import Wire

/// What an earlier run left.
public struct EarlierRun {
  /// What is written of a block that is not written as running.
  public enum Fate: Hashable, Sendable {
    /// Nothing.
    case unknown
    /// It ended at that time of day; nil for nobody knows when.
    case ended(Timestamp?)
  }

  /// What the kernel has.
  public var standing: [StandingBlock]
  /// What is to stand, each with what is left of its time; or what the running daemon brings along.
  public var written: [Block]
  /// How often sources were blocked.
  public var strikes: [EngineOrder.Strikes]
  /// Of a block that is not among the written.
  public var fate: (Block.Key) -> Fate
  /// Whether a block of which nothing is written is another interface's.
  public var isOthers: (Block.Key) -> Bool

  /// An earlier run that left these.
  public init(
    standing: [StandingBlock], written: [Block], strikes: [EngineOrder.Strikes] = [],
    fate: @escaping (Block.Key) -> Fate = { _ in .unknown },
    isOthers: @escaping (Block.Key) -> Bool = { _ in false }
  ) {
    (self.standing, self.written, self.strikes) = (standing, written, strikes)
    (self.fate, self.isOthers) = (fate, isOthers)
  }
}

extension BlockTable {
  /// Takes over what an earlier run left: what is to stand and does not is put back, what ended and stands is taken out,
  /// and so is whoever was allowed since. `now` is from before the kernel was listed, so that no block is expected for
  /// longer than the kernel has it.
  public mutating func restore(_ run: EarlierRun, now: ClockReading) -> [BlockAction] {
    let written = Dictionary(run.written.map { ($0.key, $0) }) { first, _ in first }
    var found: Set<Block.Key> = Set(minimumCapacity: run.standing.count)
    var take: [Block] = []
    var refused: [BlockAction] = []
    for standing in run.standing {
      let key = standing.block.key
      found.insert(key)
      switch written[key] {
      case let block?: adopt(inEbtables(standing, block), kernel: .standing, now: now)
      case nil where wasEnded(standing.block, run): take.append(standing.block)
      case nil where run.fate(key) == .unknown && run.isOthers(key): continue
      case nil: adopt(standing, kernel: .standing, now: now)
      }
    }
    for block in run.written where !found.contains(block.key) {
      // One of another mode's: it stays written, for when that comes back.
      if let refusal = BlockPlanner.refusal(block, in: table) {
        refused.append(.tell(.failed(.block, block.subject, "\(refusal)")))
        continue
      }
      let standing = StandingBlock(block: block, remaining: block.lifetime, packets: 0, bytes: 0)
      adopt(standing, kernel: .wanted, now: now)
    }
    for block in take { store(BlockRecord(block: block, kernel: .ended(.init()))) }
    return complete(now) + greet(run.strikes, now) + refused
  }

  // A rule of ebtables says neither who made it nor until when.
  private func inEbtables(_ standing: StandingBlock, _ written: Block) -> StandingBlock {
    guard table.dialect == .ebtables else { return standing }
    var standing = standing
    (standing.block, standing.remaining) = (written, written.lifetime)
    return standing
  }

  // The end is written first, so a block that ended there and stands was not taken out any more; unless somebody has made
  // it anew since, without a daemon.
  private func wasEnded(_ block: Block, _ run: EarlierRun) -> Bool {
    guard case .ended(let end) = run.fate(block.key) else { return false }
    guard let end, let since = block.remark?.since else { return true }
    return since + .seconds(1) <= end
  }

  private mutating func adopt(_ standing: StandingBlock, kernel: BlockRecord.Kernel, now: ClockReading) {
    let block = standing.block
    var record = BlockRecord(
      block: block, ends: standing.remaining.map { now.boot + $0 }, kernel: kernel)
    // A rule of ebtables of which nothing is written: the daemon answers for what it finds.
    let isEngines = block.remark.map { $0.origin == .watch } ?? (table.dialect == .ebtables)
    if isEngines, block.scope == scope(of: block.subject) {
      let length = policy.ban(strikes: block.remark?.strikes ?? 1)
      record.ends = record.ends ?? now.boot + policy.ban
      record.flood = .init(
        length: length, stage: judges(block) ? .open : .ending, holds: now.boot + Self.margin)
      if let other = own[block.subject], other != block.key {
        records[other]?.flood = nil
        schedule(other, at: records[other]?.ends)
      }
    }
    store(record)
    if record.isOwn { scheduleFlood(block.key, now: now) } else { schedule(block.key, at: record.ends) }
  }

  private mutating func complete(_ now: ClockReading) -> [BlockAction] {
    // Of the allowed only those were written before the kernel was told.
    let innocent = records.values.filter { exemptions.allows($0.block.subject) && !$0.isEnded }.map(
      \.key)
    let ends = innocent.sorted().compactMap { key in records[key].map { end(of: $0.block, now: now) } }
    for key in innocent {
      guard var record = records[key] else { continue }
      record.kernel = .ended(.init())
      store(record)
      schedule(key, at: nil)
    }
    let (take, put) = unsettled.sorted().compactMap { records[$0] }.reduce(into: ([Block](), [Block]())) {
      if $1.isEnded { $0.0.append($1.block) } else { $0.1.append($1.remaining(at: now.boot)) }
    }
    return (ends.isEmpty ? [] : [.persist(ends)])
      + [.change(BlockChange(.restoration, put: put, take: take))]
  }

  // In order of their ends, as there may be more than the engine has room for.
  private func greet(_ strikes: [EngineOrder.Strikes], _ now: ClockReading) -> [BlockAction] {
    let bans = bans(now: now) { _ in 0 }
    let mine = own.values.compactMap { key -> EngineOrder.Strikes? in
      guard let record = records[key], let ends = record.ends else { return nil }
      return EngineOrder.Strikes(
        key.subject, count: record.block.remark?.strikes ?? 1, end: now.wall + (ends - now.boot))
    }
    return [.engine([.remember(strikes + mine)] + bans)] + (own.isEmpty ? [] : [.tell(.tookOver(own.count))])
  }

  /// Judges by another policy from now on: blocks stay, and the engine, which begins anew, is told of them.
  public mutating func adjust(to policy: Policy, now: ClockReading) -> [BlockAction] {
    self.policy = policy
    let orders = bans(now: now) { $0.block.remark?.strikes ?? 1 }
    return orders.isEmpty ? [] : [.engine(orders)]
  }

  private func bans(now: ClockReading, strikes: (BlockRecord) -> Int) -> [EngineOrder] {
    let mine = own.values.compactMap { key in
      records[key].flatMap { record in record.ends.map { ($0, record) } }
    }
    return mine.sorted { $0.0 < $1.0 }.map { ends, record in
      .ban(record.block.subject, until: now.wall + (ends - now.boot), strikes: strikes(record))
    }
  }
}
