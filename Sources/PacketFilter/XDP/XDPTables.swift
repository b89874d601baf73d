import Glibc
import Netlink
import Plans
import System
import Wire

/// dhcpward's program at the XDP hook of one port, with what is blocked in its maps.
///
/// What is blocked stays in the maps while the program is taken away, and is in force again once it is back.
final class XDPTables: BlockBackend {
  let port: InterfaceName
  private let hook: XDPHook
  private let record: XDPRecord
  private var held: XDPObjects?

  init(_ port: InterfaceName) throws(NetlinkError) {
    self.port = port
    hook = try XDPHook(port)
    record = XDPRecord(port)
  }

  /// Nanoseconds since boot.
  private var now: UInt64 { UInt64(max(0, SystemClock.boot.nanoseconds)) }

  /// What is at the hook, where that is dhcpward's and may be opened.
  private func standing() throws -> XDPObjects? {
    guard let id = try hook.program() else { return nil }
    if let held, held.program.id == id { return held }
    guard let found = try? XDPObjects(id: id) else { return nil }
    held = found
    return found
  }

  /// The maps outlast the place of the program: what is taken out of them while it is off the hook is not back with it.
  private func maps() throws -> XDPObjects? { try standing() ?? held }

  private func needed(to attempt: String) throws -> XDPObjects {
    if let objects = try standing() { return objects }
    throw NetlinkError(
      operation: attempt, subject: "\(port)", errno: ENOENT, text: "dhcpward's program is not at its XDP hook"
    )
  }

  // MARK: - The program

  func install(_ ruleset: Ruleset) throws {
    if ruleset.includesTable, let program = ruleset.program { try install(program) }
    let objects = try needed(to: "note own addresses at")
    for mac in ruleset.own { try objects.name(mac, XDPNamed.own) }
  }

  private func install(_ policy: XDPProgram) throws {
    for attempt in 1... {
      do { return try attach(policy) } catch let error as NetlinkError {
        // Another dhcpward's came between the look and the attempt.
        guard [EBUSY, EEXIST].contains(error.errno), attempt < 4, let there = try hook.program(),
          isOurs(there)
        else { throw error }
      }
    }
  }

  private func attach(_ policy: XDPProgram) throws {
    let there = try hook.program()
    if let there, there != held?.program.id, !isOurs(there) {
      throw NetlinkError(
        operation: "attach the XDP program to", subject: "\(port)", errno: EBUSY,
        text:
          "program \(there), not dhcpward's as far as is known, is there: `bpftool prog show id \(there)` names it; "
          + "`dhcpward ward down --port \(port)` as root removes one of dhcpward's")
    }
    if there != nil, held == nil, policy.limits.isEmpty, policy.unknownRate == nil {
      throw NetlinkError(
        operation: "block at the XDP hook of", subject: "\(port)", errno: EPERM,
        text: "dhcpward's program is there, and only root may open it")
    }
    let fresh: XDPObjects
    if let held, held[.policy] == policy.digest {
      fresh = held
    } else {
      fresh = try XDPObjects(policy)
      if let old = try standing() ?? held { try fresh.takeOver(old, at: now) }
    }
    guard fresh.program.id != there else { return }
    // Written down before: who is killed between the two finds its program again.
    try? record.add(fresh.program.id, ReceiveOffloads(of: port).on)
    try hook.attach(fresh.program, replacing: there != nil)
    held = fresh
  }

  /// Whether dhcpward's program is there, as the kernel says, or where it may not be asked what was written down.
  func isThere() throws(NetlinkError) -> Bool { try hook.program().map(isOurs) ?? false }

  private func isOurs(_ id: UInt32) -> Bool {
    if let found = try? XDPObjects(id: id) {
      held = held ?? found
      return true
    }
    return record.knows(id)
  }

  func remove(_ ruleset: Ruleset) throws {
    guard ruleset.includesTable else {
      guard let objects = try maps() else { return }
      return try ruleset.own.forEach { try objects.unname($0, XDPNamed.own) }
    }
    if let there = try hook.program() {
      guard there == held?.program.id || isOurs(there) else { return }
      try hook.detach()
    }
    (held, known) = (nil, nil)
    let offloads = record.offloads
    record.forget()
    // Nothing is undone for a NIC that does not take it.
    try? ReceiveOffloads.switchOn(offloads, of: port)
  }

  // MARK: - Blocks

  func block(_ blocks: [Block]) throws {
    try needed(to: "block at the XDP hook of").block(blocks, now: now)
  }

  func unblock(_ blocks: [Block]) throws {
    try maps()?.unblock(blocks, now: now)
  }

  func standing(withBlocks: Bool) throws -> RunningRules {
    var rules = RunningRules(table: .xdp(port))
    guard let objects = try standing() else { return rules }
    rules.hasTable = true
    rules.scopes = Scope.allCases
    rules.clients = objects[.clients] == nil ? [] : BlockSet.ClientVersion.allCases
    rules.policy = objects[.policy]
    rules.own = try objects.ownMessages()
    let known = withBlocks ? try objects.knownClients(now: now) : []
    rules.exempt = known.filter(\.isExempt).map(\.mac)
    if objects[.heard] != nil {
      rules.gate = StandingNewcomerLimit(
        rate: UInt32(clamping: objects[.rate]), isWhole: true, dropped: objects[.limited], known: known)
    }
    if withBlocks { rules.blocks = try objects.blocks(now: now, wall: SystemClock.wall) }
    return rules
  }

  func standing(_ block: Block) throws -> StandingBlock? {
    try standing()?.block(block.key, now: now, wall: SystemClock.wall)
  }

  func own() throws -> [MACAddress: UInt64] {
    guard let objects = try standing() else { return [:] }
    // What has ended is taken out now and then, as nobody else does.
    if now > lastSweep + 600_000_000_000 {
      lastSweep = now
      try objects.sweep(now: now)
      try objects.forgetThePast(now: now)
    }
    return try objects.ownMessages()
  }
  private var lastSweep: UInt64 = 0

  /// Those whose messages are not counted, and those who pass the gate.
  func know(_ some: [KnownClient]) throws {
    // Where it is not there yet, whoever puts it there names them.
    guard let objects = try maps() else { return }
    try objects.know(some, at: now)
  }

  func forget(_ some: [KnownClient]) throws {
    try maps()?.forget(some)
  }

  /// The program as it is now; nil where dhcpward's is not there, or may not be looked at.
  func look() throws -> XDPStanding? {
    guard let objects = try standing() else { return nil }
    return XDPStanding(
      port: port, id: objects.program.id, tag: objects.program.tag.bigEndian,
      counters: objects.counters, memory: objects.memory)
  }

  /// What the program tells; nil where it cannot be read.
  var reports: XDPReports? {
    guard let held else { return nil }
    if let known, known.id == held.program.id { return known }
    known = try? XDPReports(held)
    return known
  }
  private var known: XDPReports?
}
