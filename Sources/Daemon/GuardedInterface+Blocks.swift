import Blocks
import Flood
import Host
import HostNetwork
import Ledger
import PacketFilter
import Placement
import Plans
import ServerDiscovery
import Wire

/// Doing what the table of blocks wants.
extension GuardedInterface {
  /// Does actions in their order, and tells the table what came of each before the next. Gives the first failure to change
  /// the kernel.
  @discardableResult
  func perform(_ actions: [BlockAction]) -> (any Error)? {
    var failure: (any Error)?
    for action in actions {
      switch action {
      case .persist(let changes): ledger?.write(changes, on: interface, now: now.wall)
      case .change(let change):
        let problem = perform(change)
        failure = failure ?? problem
      case .review(let listing): review(listing: listing)
      case .read(let block, let use):
        observe(
          .counted(block.key, use, enforcer.count(block), behind: whereabouts(of: block, for: use)))
      case .engine(let orders): for order in orders { obey(order) }
      case .forgetClient(let mac): forget(mac)
      case .tell(let event): report(event)
      }
    }
    return failure
  }

  /// Tells the table what was seen, and does what it wants then.
  func observe(_ observation: Observation) { perform(blocks.observe(observation, now: now)) }

  private func perform(_ change: BlockChange) -> (any Error)? {
    do {
      try enforcer.carryOut(change) { sets in
        observe(.edited(emptied: sets, blocks: [:], byPerson: false, touchesFrame: true))
      }
    } catch {
      observe(.failed(change, "\(error)"))
      return error
    }
    let now = now
    var place: Whereabouts?
    if case .proposal(let finding, _) = change.purpose,
      change.put.contains(where: { $0.remark?.behind == nil })
    {
      place = enforcer.whereabouts(of: change.put[0].subject, vlan: finding.evidence.vlan)
    }
    perform(blocks.observe(.done(change, behind: place), now: now))
    return nil
  }

  private func review(listing: Bool) {
    guard let observation = enforcer.review(blocks.sets, listing: listing) else { return }
    observe(observation)
    enforcer.doubts.culprit = ""
  }

  // Where a source that is blocked at one port is heard.
  private func whereabouts(of block: Block, for use: CounterUse) -> Whereabouts? {
    guard block.port != nil else { return nil }
    switch use {
    case .escape(let vlan): return enforcer.whereabouts(of: block.subject, vlan: vlan)
    case .leak: return enforcer.whereabouts(of: block.subject, vlan: vlan(of: block.subject))
    case .flood, .use, .move: return nil
    }
  }

  /// The tag of the latest message of a subject.
  func vlan(of subject: Subject) -> VLANID? {
    guard case .address(let mac) = subject else { return nil }
    return watchlist.account(of: mac, at: now.wall)?.parts.lazy.compactMap(\.evidence.vlan).first
  }

  private func obey(_ order: EngineOrder) {
    switch order {
    case .ban(let subject, let end, let strikes): watchlist.ban(subject, until: end, strikes: strikes)
    case .extend(let subject, let end): watchlist.extendBan(of: subject, until: end)
    case .release(let subject, let strikes): watchlist.release(subject, strikes: strikes)
    case .dropped(let subject, let packets): watchlist.noteDropped(subject, packets, at: now.wall)
    case .remember(let strikes):
      watchlist.remember(strikes: strikes.map { ($0.subject, $0.count, $0.end) })
    }
  }

  /// Takes over the blocks of an earlier run, or those that the running daemon brings along.
  func restore(
    inheriting inherited: [StandingBlock], isOthers: @escaping (Block.Key) -> Bool
  ) throws {
    let (now, ledger, interface) = (now, ledger, interface)
    let running = try enforcer.running()
    let written = ledger?.running(on: interface, now: now.wall).map { stored in
      var block = stored.block
      block.lifetime = stored.until.map { $0 - now.wall }
      return block
    }
    let run = EarlierRun(
      standing: running.blocks, written: written ?? inherited.map(\.block),
      strikes: (ledger?.strikes(on: interface) ?? []).map {
        EngineOrder.Strikes($0.subject, count: $0.count, end: $0.end)
      },
      fate: { key in
        guard let ledger, ledger.fate(of: key, on: interface, now: now.wall) == .ended else {
          return .unknown
        }
        return .ended(ledger.end(of: key, on: interface, now: now.wall))
      }, isOthers: isOthers)
    blocks.exemptions.allowed = settings.policy.exemptions.allowed.union(ledger?.allowed ?? [])
    blocks.isTold = enforcer.isTold
    let actions = blocks.restore(run, now: now)
    try enforcer.prepare(running, for: blocks.sets)
    if let failure = perform(actions) { throw failure }
    let known = ledger?.known(on: interface, now: now.wall) ?? []
    try enforcer.settleGate(
      running, known.map { KnownClient(mac: $0.mac, lifetime: $0.until - now.wall) }, now: now.boot)
  }
}
