public import Flood
import Host
import Ledger
import Placement
import Plans
import System
public import Wire

/// What a person orders.
extension Post {
  /// Blocks these sources by hand; gives those that were not blocked already for as long or longer.
  func block(_ blocks: [Block]) throws -> Set<MACAddress> {
    try refreshExemptions(at: WallClock.steady)
    for block in blocks {
      guard let why = watchlist.exemptions.reason(for: block.mac) else { continue }
      throw Spare(mac: block.mac, why: why)
    }
    if let port = blocks.lazy.compactMap(\.port).first {
      try enforcer.site.refuse(port: port, network: try enforcer.machine.network())
    }
    let plan = try BlockPlanner.block(
      blocks, own: enforcer.ownAddresses, running: try enforcer.machine.rules(enforcer.site.table))
    let fresh = plan.changes.compactMap { if case .block(let block, _) = $0 { block } else { nil } }
    ledger?.begin(fresh.map(sentence), now: WallClock.now)
    do {
      try enforcer.carryOut(plan)
    } catch {
      ledger?.end(fresh.map(\.key), on: interface, now: WallClock.now)
      throw error
    }
    let now = WallClock.steady
    for block in fresh {
      enforcer.roster.expect(block, for: block.lifetime, now: now)
      if enforcer.disown(block.key) { sentences.close(block.mac) }
      forget(block.mac, at: now)
      tell(blockedByHand(block), at: now)
    }
    return Set(fresh.map(\.mac))
  }

  private func blockedByHand(_ block: Block) -> Event {
    let time = block.lifetime.map { "for \($0.words)" } ?? "until unblocked"
    var event = event(
      .block, .notice, block.mac,
      "blocked \(block.mac) by hand \(time), scope \(block.scope.rawValue)\(block.place)")
    (event.origin, event.scope, event.length) = (.hand, block.scope, block.lifetime)
    (event.reason, event.strikes) = (block.remark?.reason, block.remark?.strikes)
    return event
  }

  /// These blocks are about to be ended by hand: whatever happens then, they do not come again.
  func renounce(_ keys: [Block.Key]) {
    ledger?.end(keys, on: interface, now: WallClock.now)
  }

  /// These blocks were ended by hand; those that were this post's are told.
  func release(_ keys: [Block.Key], telling: Bool) {
    let now = WallClock.steady
    for key in keys {
      enforcer.roster.release(key)
      if enforcer.disown(key) { pardon(key.mac) }
      guard telling else { continue }
      var event = event(.unblock, .notice, key.mac, "unblocked \(key.mac) by hand")
      (event.origin, event.scope) = (.hand, key.scope)
      tell(event, at: now)
    }
  }

  /// Looks again at who is never blocked, at once.
  func reviseExemptions() throws {
    enforcer.exemptions.expire()
    try refreshExemptions(at: WallClock.steady)
  }
}

/// A person's block was refused, as the source must not be blocked.
public struct Spare: Error, Hashable {
  /// The source.
  public let mac: MACAddress
  /// Why.
  public let why: Spared

  /// A refusal from its parts.
  public init(mac: MACAddress, why: Spared) { (self.mac, self.why) = (mac, why) }
}
