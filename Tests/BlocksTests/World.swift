import Flood
import Plans
import TestKit
import Wire

@testable import Blocks

/// A daemon that can be killed between any two actions, with a kernel and a state file that outlive it, and somebody
/// who remembers what was promised.
final class World {
  /// The daemon was killed.
  struct Killed: Error {}

  /// What was told of a block.
  struct Promise {
    var boot: BootTime?
    var wall: Timestamp?
  }

  var random: SeededRandom
  var now: ClockReading
  var host: FakeKernel
  var file = FakeStateFile()
  var blocks: BlockTable
  /// Whom the engine takes for blocked.
  var bans: Set<MACAddress> = []
  let policy: Policy
  let isAtPort: Bool

  /// What was told to be blocked and has not ended.
  var promises: [Block.Key: Promise] = [:]
  /// What may be ended now, as somebody wants it or its time is over.
  var mayEnd: (Block.Key) -> Bool = { _ in false }
  /// What stands although nothing is written of it: made by programs that are not the daemon.
  var outside: Set<Block.Key> = []
  /// Who must not be blocked at any moment.
  var innocent: Set<MACAddress> = Members.innocents

  var killing = 0.0
  var failing = 0.0
  private(set) var violation: String?
  private(set) var performed = 0
  var killed = 0
  var largestQueue = 0
  /// What happened; nil unless somebody wants to know, as it takes long to say.
  var story: [String]?

  init(seed: UInt64, table: Table, isAtPort: Bool) {
    random = SeededRandom(seed: seed)
    now = Samples.at(1000)
    host = FakeKernel(table: table)
    policy = Samples.policy
    self.isAtPort = isAtPort
    blocks = BlockTable(table: table, scope: .dhcp, isAtPort: isAtPort, policy: Samples.policy)
    blocks.exemptions = exemptions
  }

  var exemptions: Exemptions {
    Exemptions(gateways: Members.innocents, allowed: file.allowed)
  }

  func violate(_ words: @autoclosure () -> String) {
    if violation == nil { violation = "\(words()) (at action \(performed), \(now.boot.seconds) s)" }
  }

  func note(_ words: @autoclosure () -> String) {
    if story != nil { story?.append("\(now.boot.seconds): \(words())") }
  }

  func chance(_ share: Double) -> Bool { Double.random(in: 0..<1, using: &random) < share }

  // MARK: - Carrying out

  /// Does actions as the daemon does: each one's answer before the next.
  func perform(_ actions: [BlockAction]) throws(Killed) {
    for action in actions {
      if killing > 0, chance(killing) { throw Killed() }
      performed += 1
      story?.append("  \(action)")
      try perform(action)
    }
  }

  private func perform(_ action: BlockAction) throws(Killed) {
    switch action {
    case .persist(let changes):
      for case .end(let key, _) in changes where promises[key] != nil && !mayEnd(key) && !isOver(key) {
        violate("\(key) was ended, and nobody wanted that")
      }
      file.write(changes)
      for case .end(let key, _) in changes { promises[key] = nil }
      for case .begin(let block, let until) in changes { write(block.key, until) }
    case .change(let change): try perform(change)
    case .review(let listing): try review(listing)
    case .read(let block, let use): try answer(.counted(block.key, use, count(block)))
    case .engine(let orders): for order in orders { obey(order) }
    case .forgetClient: break
    case .tell(let event): hear(event)
    }
  }

  // What is written of a block again goes by the clock of the day as it is set now.
  private func write(_ key: Block.Key, _ until: Timestamp?) {
    guard var promise = promises[key] else { return }
    promise.wall = until
    promise.boot = [promise.boot, until.map { now.boot + ($0 - now.wall) }].compactMap(\.self).min()
    promises[key] = promise
  }

  private func answer(_ observation: Observation) throws(Killed) {
    try perform(blocks.observe(observation, now: now))
  }

  private func perform(_ change: BlockChange) throws(Killed) {
    check(change)
    if chance(failing) { return try answer(.failed(change, "no")) }
    if !host.hasFrame, !change.put.isEmpty {
      // Blocks cannot be kept where there is nothing to keep them in, so whatever was there is gone.
      let gone = Observation.edited(
        emptied: Set(BlockSet.allCases), blocks: [:], byPerson: false, touchesFrame: true)
      try answer(gone)
    }
    if !change.put.isEmpty || change.purpose == .repair { host.hasFrame = true }
    host.apply(change.plan(in: host.table), now: now.boot)
    for block in change.take { outside.remove(block.key) }
    let behind = isAtPort ? Samples.place("vnet\(Int.random(in: 0...1, using: &random))") : nil
    try answer(.done(change, behind: behind))
  }

  private func count(_ block: Block) -> Observation.Count {
    if chance(failing) { return .unreadable("no") }
    return host.elements[block.key].map { .packets($0.packets) } ?? .absent
  }

  private func review(_ listing: Bool) throws(Killed) {
    if chance(failing) { return try answer(.reviewFailed("no")) }
    let isWhole = host.hasFrame
    let standing = listing || !isWhole ? host.standing(now: now.boot) : nil
    try answer(
      .reviewed(isWhole: isWhole, standing: standing, isWill: host.table.dialect == .ebtables && isWhole))
  }

  // MARK: - Judging

  /// Whatever the kernel is told was written first.
  private func check(_ change: BlockChange) {
    for block in change.put {
      if innocent.contains(block.key.mac) { violate("\(block.subject) is blocked, and is innocent") }
      guard let written = file.running[block.key] else {
        if !outside.contains(block.key) { violate("\(block.key) is put, and that is not written") }
        continue
      }
      switch change.purpose {
      case .proposal, .command, .extending:
        let until = block.lifetime.map { now.wall + $0 }
        if written.until != until { violate("\(block.key) is put until another time than is written") }
      default: break
      }
    }
    for block in change.take where file.isRunning(block.key, now: now.wall) {
      violate("\(block.key) is taken out, and that is not written")
    }
  }

  private func isOver(_ key: Block.Key) -> Bool {
    guard let promise = promises[key] else { return true }
    return promise.boot.map { $0 <= now.boot + .seconds(1) } ?? false
      || promise.wall.map { $0 <= now.wall } ?? false
  }

  private func hear(_ event: BlockEvent) {
    switch event {
    case .blocked(let block, let finding, _, _): promise(block.key, for: finding.ban)
    case .blockedByHand(let block): promise(block.key, for: block.lifetime)
    case .extended(let block, let length): promise(block.key, for: length)
    case .ended(let key, _, _):
      promises[key] = nil
      if host.elements[key] != nil, !outside.contains(key) { violate("\(key) passes, it was said") }
    default: break
    }
  }

  func promise(_ key: Block.Key, for length: Duration?) {
    promises[key] = Promise(boot: length.map { now.boot + $0 }, wall: length.map { now.wall + $0 })
  }

  private func obey(_ order: EngineOrder) {
    switch order {
    case .ban(let subject, _, _): if let mac = subject.address { bans.insert(mac) }
    case .release(let subject, _): if let mac = subject.address { bans.remove(mac) }
    case .extend, .dropped, .remember: break
    }
  }

  /// Nothing is to be looked at or put back.
  var isAtRest: Bool { !blocks.isIncomplete && blocks.reviewDue == nil }

  /// What must hold whenever there is nothing to do.
  func checkAtRest() {
    largestQueue = max(largestQueue, blocks.queue.count)
    if blocks.queue.count > 2 * blocks.records.count + 64 { violate("the queue grows") }
    for (key, promise) in promises where !isOver(key) {
      guard let element = host.elements[key] else {
        if blocks.due(readsUse: false) == nil { violate("\(key) was promised, and is lost") }
        if isAtRest { violate("\(key) was promised, and does not stand") }
        continue
      }
      guard isAtRest, let ends = element.ends else { continue }
      if promise.boot.map({ $0 > ends + .seconds(1) }) ?? true {
        let promised = promise.boot.map { "\($0.seconds)" } ?? "for ever"
        violate("\(key) was promised until \(promised), and stands until \(ends.seconds)")
      }
    }
    guard isAtRest else { return }
    for (key, element) in host.elements where !outside.contains(key) {
      if file.running[key] == nil { violate("\(key) has ended, and stands") }
      let isEnding = element.ends.map { $0 <= now.boot + .seconds(1) } ?? false
      if blocks.records[key] == nil, !isEnding { violate("\(key) stands, and the table knows nothing of it") }
    }
    for (key, record) in blocks.records {
      if host.elements[key] == nil, !record.isOver(at: now.boot) {
        violate("\(key) does not stand, and the table thinks it does")
      }
      if record.isOwn, !isAtPort, !bans.contains(key.mac) { violate("the engine does not know of \(key)") }
    }
  }
}

/// Who takes part.
enum Members {
  static let flooders = (0..<24).map { MACAddress(bits: 0x02_0000_0001_00 + $0) }
  static let innocents = Set((0..<3).map { MACAddress(bits: 0x02_0000_0002_00 + $0) })
  static let all = flooders + innocents.sorted()
}

extension BootTime {
  fileprivate var seconds: Double { Double(nanoseconds) / 1e9 }
}
