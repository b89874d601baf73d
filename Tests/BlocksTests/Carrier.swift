import Blocks
import Flood
import Plans
import Wire

/// Does what a table wants, with answers made up beforehand, and keeps what was done in its order.
struct Carrier {
  var table: BlockTable
  /// What fails.
  var fails: (BlockChange) -> Bool = { _ in false }
  var count: Observation.Count = .packets(0)
  var behind: Whereabouts?
  /// What a review finds.
  var isWhole = true
  var standing: [StandingBlock]?
  var isWill = false
  private(set) var done: [BlockAction] = []

  init(
    _ table: Table = .nftables, scope: Scope = .dhcp, isAtPort: Bool = false, isDryRun: Bool = false,
    policy: Policy = Samples.policy
  ) {
    self.table = BlockTable(
      table: table, scope: scope, isAtPort: isAtPort, isDryRun: isDryRun, policy: policy)
  }

  /// What was done since this was asked last.
  mutating func take() -> [BlockAction] {
    defer { done = [] }
    return done
  }

  mutating func perform(_ actions: [BlockAction], now: ClockReading) {
    for action in actions {
      done.append(action)
      switch action {
      case .change(let change):
        answer(fails(change) ? .failed(change, "no") : .done(change, behind: behind), now)
      case .review: answer(.reviewed(isWhole: isWhole, standing: standing, isWill: isWill), now)
      case .read(let block, let use): answer(.counted(block.key, use, count, behind: behind), now)
      case .persist, .engine, .forgetClient, .tell: break
      }
    }
  }

  private mutating func answer(_ observation: Observation, _ now: ClockReading) {
    perform(table.observe(observation, now: now), now: now)
  }

  // MARK: - In one step

  @discardableResult
  mutating func propose(
    _ mac: MACAddress = Samples.flooder, for ban: Duration = .seconds(300), strikes: Int = 1,
    replaced: MACAddress? = nil, at port: String? = nil, now: ClockReading
  ) -> [BlockAction] {
    let finding = Samples.finding(mac, for: ban, strikes: strikes, replaced: replaced, now: now)
    perform(table.propose(finding, at: port.flatMap { Samples.place($0) }, now: now), now: now)
    return take()
  }

  @discardableResult
  mutating func command(_ command: BlockCommand, now: ClockReading) throws -> [BlockAction] {
    perform(try table.command(command, now: now), now: now)
    return take()
  }

  @discardableResult
  mutating func observe(_ observation: Observation, now: ClockReading) -> [BlockAction] {
    answer(observation, now)
    return take()
  }

  /// Ticks until there is nothing to do.
  @discardableResult
  mutating func tick(_ now: ClockReading) -> [BlockAction] {
    perform(table.tick(now: now), now: now)
    while let due = table.due(readsUse: false), due <= now.boot { perform(table.tick(now: now), now: now) }
    return take()
  }

  /// What others did.
  @discardableResult
  mutating func edit(
    emptied: Set<BlockSet> = [], _ blocks: [Block.Key: StandingBlock?] = [:], byPerson: Bool = false,
    touchesFrame: Bool = false, now: ClockReading
  ) -> [BlockAction] {
    observe(
      .edited(emptied: emptied, blocks: blocks, byPerson: byPerson, touchesFrame: touchesFrame), now: now)
  }

  /// The blocks that are to stand.
  func keys(_ now: ClockReading) -> [Block.Key] { table.standing(now: now).map(\.block.key) }
}

extension [BlockAction] {
  var changes: [BlockChange] { compactMap { if case .change(let change) = $0 { change } else { nil } } }
  var written: [StateChange] {
    flatMap { action -> [StateChange] in if case .persist(let changes) = action { changes } else { [] } }
  }
  var events: [BlockEvent] { compactMap { if case .tell(let event) = $0 { event } else { nil } } }
  var orders: [EngineOrder] {
    flatMap { action -> [EngineOrder] in if case .engine(let orders) = action { orders } else { [] } }
  }
  var put: [Block] { changes.flatMap(\.put) }
  var taken: [Block.Key] { changes.flatMap(\.take).map(\.key) }
  var reads: [CounterUse] { compactMap { if case .read(_, let use) = $0 { use } else { nil } } }
}
