public import Flood
public import Plans
public import Wire

/// Every block of one guarded interface, each in one record: who asked for it and why, when it ends, how often the
/// source was blocked, what of it the kernel has and what its counter said.
///
/// The engine proposes, people command, the kernel is observed, and time passes: each call gives what is to be done, in
/// order (`BlockAction`). Whatever the kernel is told was written down before. Nothing here reads a clock or touches
/// anything; a call costs what it changes, and no more with the number of blocks than finding one among them.
public struct BlockTable: Sendable {
  /// Where the blocks are kept.
  public let table: Table
  /// Which frames of a flooder are dropped.
  public let scope: Scope
  /// A flooder is blocked only at the port of a bridge where its flood comes in.
  public let isAtPort: Bool
  /// Nothing is changed, so there is nothing to look after.
  public let isDryRun: Bool
  /// Who is never blocked.
  public var exemptions = Exemptions()
  /// The kernel tells who changes the table.
  public var isTold = true

  var policy: Policy
  var records: [Block.Key: BlockRecord] = [:]
  // Found from the records, and kept so that nothing has to go through them all.
  var own: [Subject: Block.Key] = [:]
  var unsettled: Set<Block.Key> = []
  var queue = DeadlineQueue()

  // The records that the change under way is about, as they were.
  var before: [Block.Key: BlockRecord] = [:]
  var backoff = RetryBackoff()
  var reviewDue: BootTime?
  var needsListing = false
  var leaks = LeakWatch()
  var lastReading: BootTime?
  var lastRead = Subject.address(.zero)

  /// The kernel's own timeout must not run out between judging and extending; and a frame waits as long, at most, before
  /// it is read.
  static let margin: Duration = .seconds(1)
  /// So many blocks at a time, so that a turn of the loop stays short.
  static let batch = 256

  /// A table without blocks.
  public init(table: Table, scope: Scope, isAtPort: Bool = false, isDryRun: Bool = false, policy: Policy) {
    (self.table, self.scope, self.isAtPort) = (table, scope, isAtPort)
    (self.isDryRun, self.policy) = (isDryRun, policy)
  }

  // MARK: - Asking

  /// When `tick` is to be called next, by the clock since boot; nil for not at all. `readsUse` as there.
  public func due(readsUse: Bool) -> BootTime? {
    let reading: BootTime? =
      readsUse && !own.isEmpty ? lastReading.map { $0 + Self.margin } ?? .earliest : nil
    return [queue.first?.at, reviewDue, reading].compactMap(\.self).min()
  }

  /// Whether a block stands, whoever made it.
  public func stands(_ key: Block.Key) -> Bool { records[key].map { !$0.isEnded } ?? false }

  /// Whether the engine has blocked a subject that is still blocked.
  public func isBlocked(_ subject: Subject) -> Bool { !own.isEmpty && own[subject] != nil }

  /// The block that the engine asked for; nil where there is none.
  public func block(of subject: Subject) -> Block? { own[subject].flatMap { records[$0]?.block } }

  /// Whether the engine asked for this block.
  public func isOwn(_ key: Block.Key) -> Bool { own[key.subject] == key }

  /// How many blocks are to stand, and how many of them the engine asked for.
  public func count(now: ClockReading) -> (all: Int, own: Int) {
    records.values.reduce(into: (0, 0)) { count, record in
      guard isToStand(record, now.boot) else { return }
      count.0 += 1
      if record.isOwn { count.1 += 1 }
    }
  }

  /// The blocks that are to stand, each with what is left of its time, by source.
  public func standing(now: ClockReading) -> [StandingBlock] {
    records.values.filter { isToStand($0, now.boot) }.map { standing($0, now) }
      .sorted { $0.block.key < $1.block.key }
  }

  /// The first of a subject's blocks that are to stand, likewise; nil without one.
  public func standing(of subject: Subject, now: ClockReading) -> StandingBlock? {
    records.values.filter { $0.key.subject == subject && isToStand($0, now.boot) }.min { $0.key < $1.key }
      .map { standing($0, now) }
  }

  /// Whoever of those that are blocked has this Ethernet address, be it behind a router.
  public func subjects(of mac: MACAddress) -> [Subject] {
    records.values.filter { !$0.isEnded && $0.key.subject.hardwareAddress == mac }.map(\.key.subject)
  }

  private func standing(_ record: BlockRecord, _ now: ClockReading) -> StandingBlock {
    let block = record.remaining(at: now.boot)
    return StandingBlock(block: block, remaining: block.lifetime, packets: 0, bytes: 0)
  }

  /// The sets that the blocks need.
  public var sets: Set<BlockSet> { Set(records.values.lazy.filter { !$0.isEnded }.map(\.block.set)) }

  /// Something of what is to stand was taken away.
  public var isIncomplete: Bool { !unsettled.isEmpty }

  private func isToStand(_ record: BlockRecord, _ now: BootTime) -> Bool {
    !record.isEnded && record.ends.map { $0 > now } != false
  }
}

extension BootTime {
  static let earliest = BootTime(nanoseconds: 0)
}
