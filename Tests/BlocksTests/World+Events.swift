import Blocks
import Flood
import Plans
import Wire

/// What may happen.
extension World {
  /// One event, and all that follows from it.
  func live() {
    mayEnd = { _ in false }
    do throws(Killed) {
      try happen()
      try serve()
    } catch {
      restart()
    }
    mayEnd = { _ in false }
  }

  /// Calls `tick` until there is nothing to do.
  func serve() throws(Killed) {
    for _ in 0..<100 {
      host.expire(now: now.boot)
      guard let due = blocks.due(readsUse: false), due <= now.boot else { return }
      try perform(blocks.tick(now: now))
    }
    violate("there is always something to do")
  }

  /// Time passes until all is put back; nothing fails meanwhile.
  func settle() {
    let (killing, failing) = (self.killing, self.failing)
    (self.killing, self.failing) = (0, 0)
    for _ in 0..<20 where !isAtRest {
      pass(blocks.due(readsUse: false).map { max(.zero, $0 - now.boot) } ?? .zero)
      try? serve()
    }
    if !isAtRest { violate("something is never put back") }
    (self.killing, self.failing) = (killing, failing)
    checkAtRest()
  }

  private func happen() throws(Killed) {
    let event = Int.random(in: 0..<100, using: &random)
    note("event \(event)")
    switch event {
    case 0..<24: try propose()
    case 24..<34: try blockByHand()
    case 34..<42: try unblock()
    case 42: try allow()
    case 43..<46:
      try command(.disallow(member()))
      innocent = Members.innocents.union(file.allowed)
    case 46..<50: try flush()
    case 50..<56: try meddle()
    case 56..<60: try blockWithoutDaemon()
    case 60..<68: try hear()
    case 68..<70: now.wall = now.wall + .seconds(Int64.random(in: -4000...4000, using: &random))
    case 70..<72: throw Killed()
    case 72..<74: try perform(blocks.adjust(to: policy, now: now))
    case 74..<80: flood()
    case 80..<82: try perform(blocks.observe(.doubted(listing: true), now: now))
    case 82: pass(.seconds(Int64.random(in: 60...700, using: &random)))
    default: pass(.milliseconds(Int64.random(in: 1...9000, using: &random)))
    }
  }

  private func member() -> MACAddress { Members.all.randomElement(using: &random) ?? .zero }

  private func key() -> Block.Key {
    let scope: Scope = chance(0.7) ? .dhcp : .all
    return Block.Key(mac: member(), scope: scope, port: port())
  }

  private func port() -> InterfaceName? {
    isAtPort && chance(0.7) ? InterfaceName("vnet\(Int.random(in: 0...1, using: &random))") : nil
  }

  /// Both clocks go on.
  func pass(_ time: Duration) {
    now.boot = now.boot + time
    now.wall = now.wall + time
    host.expire(now: now.boot)
  }

  private func propose() throws(Killed) {
    let mac = member()
    guard !bans.contains(mac) else { return }
    bans.insert(mac)
    let replaced = chance(0.05) ? Members.flooders.first { blocks.isBlocked($0) && $0 != mac } : nil
    if let replaced { bans.remove(replaced) }
    mayEnd = { key in key.mac == replaced || key.mac == mac && key.port != nil }
    let finding = Samples.finding(
      mac, for: .seconds(Int64.random(in: 3...400, using: &random)),
      strikes: Int.random(in: 1...5, using: &random), replaced: replaced, now: now)
    try perform(
      blocks.propose(finding, at: port().map { Whereabouts(port: $0) }, now: now))
  }

  private func blockByHand() throws(Killed) {
    let key = key()
    let block = Block(
      mac: key.mac, scope: key.scope, port: key.port,
      lifetime: host.table.dialect == .nftables && chance(0.7)
        ? .seconds(Int64.random(in: 1...900, using: &random)) : nil,
      remark: BlockComment(origin: .hand, since: now.wall.truncated(to: .seconds(1)), reason: "by hand"))
    var running = RunningRules(table: host.table, hasTable: host.hasFrame)
    running.blocks = host.standing(now: now.boot)
    try command(.block([block], running: running))
  }

  private func unblock() throws(Killed) {
    let macs: Set<MACAddress>? = chance(0.05) ? nil : [member()]
    let port = chance(0.8) ? nil : port()
    mayEnd = { key in (macs?.contains(key.mac) ?? true) && (port == nil || port == key.port) }
    let isMeant = mayEnd
    try command(.unblock(macs: macs, port: port, standing: host.standing(now: now.boot)))
    promises = promises.filter { !isMeant($0.key) }
  }

  private func allow() throws(Killed) {
    let mac = Members.flooders.randomElement(using: &random) ?? .zero
    mayEnd = { $0.mac == mac }
    try command(.allow(mac))
    try command(.unblock([.address(mac)], standing: host.standing(now: now.boot)))
    bans.remove(mac)
    innocent.insert(mac)
  }

  /// A command is refused where it should be, and nowhere else.
  private func command(_ command: BlockCommand) throws(Killed) {
    let actions: [BlockAction]
    do throws(BlockRefusal) {
      actions = try blocks.command(command, now: now)
    } catch {
      guard case .exempt(.address(let mac), _) = error, innocent.contains(mac) else {
        return violate("refused: \(error)")
      }
      return
    }
    try perform(actions)
  }

  // MARK: - Others

  private func flush() throws(Killed) {
    host.elements = [:]
    host.hasFrame = chance(0.3) && host.table.dialect == .nftables
    let isTold = host.table.dialect == .nftables && chance(0.8)
    let edit = Observation.edited(
      emptied: Set(BlockSet.allCases), blocks: [:], byPerson: false, touchesFrame: !host.hasFrame)
    // With the chain emptied alone nobody could tell whether somebody meant each of them.
    if host.table.dialect == .ebtables { host.hasFrame = false }
    try perform(blocks.observe(isTold ? edit : .doubted(listing: true), now: now))
  }

  /// Another program takes a block out, or makes it shorter.
  private func meddle() throws(Killed) {
    guard let key = host.elements.keys.sorted().randomElement(using: &random) else { return }
    note("others take \(key)")
    var standing: StandingBlock?
    if host.table.dialect == .nftables, chance(0.3) {
      host.elements[key]?.ends = now.boot + .seconds(2)
      standing = host.standing(now: now.boot).first { $0.block.key == key }
    } else {
      host.elements[key] = nil
    }
    guard host.table.dialect == .nftables else {
      // Nobody says who it was, so that is somebody's will.
      promises[key] = nil
      mayEnd = { $0 == key }
      return try perform(blocks.observe(.doubted(listing: false), now: now))
    }
    try perform(
      blocks.observe(
        .edited(emptied: [], blocks: [key: standing], byPerson: false, touchesFrame: false), now: now))
  }

  /// dhcpward's own command, while it did not find the daemon.
  private func blockWithoutDaemon() throws(Killed) {
    guard host.table.dialect == .nftables, host.hasFrame else { return }
    let key = key()
    guard !innocent.contains(key.mac) else { return }
    if chance(0.5) {
      host.elements[key] = nil
      outside.remove(key)
      mayEnd = { $0 == key }
      promises[key] = nil
      return try perform(
        blocks.observe(
          .edited(emptied: [], blocks: [key: nil], byPerson: true, touchesFrame: false), now: now))
    }
    let block = Block(
      mac: key.mac, scope: key.scope, port: key.port,
      lifetime: .seconds(Int64.random(in: 5...300, using: &random)),
      remark: BlockComment(origin: .hand, since: now.wall.truncated(to: .seconds(1)), reason: "alone"))
    host.apply(Plan([.block(block, host.table)]), now: now.boot)
    outside.insert(key)
    promises[key] = nil
    let standing = Samples.standing(block)
    try perform(
      blocks.observe(
        .edited(emptied: [], blocks: [key: standing], byPerson: true, touchesFrame: false), now: now))
    promise(key, for: block.lifetime)
  }

  private func hear() throws(Killed) {
    let mac = member()
    guard let block = blocks.hear(mac, at: now.wall, isBehind: true, now: now) else { return }
    let count: Observation.Count = host.elements[block.key].map { .packets($0.packets) } ?? .absent
    try perform(
      blocks.observe(
        .counted(block.key, .escape(vlan: nil), count, behind: port().map { Whereabouts(port: $0) }),
        now: now))
  }

  /// What is blocked goes on.
  private func flood() {
    for key in host.elements.keys.sorted() where chance(0.3) {
      host.elements[key]?.packets += UInt64.random(in: 0...60, using: &random)
    }
  }
}
