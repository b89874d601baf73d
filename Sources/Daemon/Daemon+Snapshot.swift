import Blocks
import Capture
import Flood
import Host
import Ledger
import Placement
import Plans
import Wire

extension Daemon {
  /// How the daemon stands now, with at most so many talkers on each interface.
  public func snapshot(talkers count: Int) -> Snapshot {
    Snapshot(
      at: environment.clock().wall, since: since,
      isDurable: environment.ledger.map { $0.condition == .durable },
      guarded: guarded.map { $0.snapshot(talkers: count) }, awaited: awaitedInterfaces)
  }

  /// How many sources are blocked, by anybody.
  public var blocked: Int {
    let now = environment.clock()
    return guarded.reduce(0) { $0 + $1.blocks.count(now: now).all }
  }
}

extension GuardedInterface {
  /// How this interface stands now.
  func snapshot(talkers count: Int) -> Snapshot.Interface {
    let site = enforcer.site
    var snapshot = Snapshot.Interface(
      name: interface, mode: site.mode, dialect: site.dialect, scope: settings.scope,
      bridge: site.bridge,
      isDryRun: settings.isDryRun, capacity: settings.policy.capacity)
    let frames = statistics
    (snapshot.framesReceived, snapshot.framesDropped) = (frames.received, frames.droppedByKernel)
    (snapshot.messages, snapshot.events, snapshot.alarms) = (
      counters.messages, counters.events, counters.alarms
    )
    // What lasts is raised again every five minutes.
    let since = now.wall + .seconds(-600)
    snapshot.standing = counters.latest.values.filter { $0.at >= since }
      .sorted { ($1.at, $0.kind.rawValue) < ($0.at, $1.kind.rawValue) }
    snapshot.sources = watchlist.remembered
    let standing = blocks.standing(now: now)
    snapshot.ownBlocks = standing.count { blocks.isOwn($0.block.key) }
    snapshot.handBlocks = standing.count - snapshot.ownBlocks
    if !settings.isDryRun, let hook = host.reports(of: site.table) {
      (snapshot.hookCounters, snapshot.hookMemory) = (hook.counters, hook.memory)
    }
    guard count > 0 else { return snapshot }
    snapshot.talkers = talkers(count, standing)
    snapshot.clients = clients(count, standing)
    return snapshot
  }

  private func clients(_ count: Int, _ standing: [StandingBlock]) -> [Snapshot.Talker] {
    let now = now.wall
    let blocks = standing.filter { $0.block.subject.client != nil }.sorted { $0.block.key < $1.block.key }
    return blocks.prefix(count).compactMap { standing in
      guard let client = standing.block.subject.client else { return nil }
      var talker = Snapshot.Talker(mac: client.router, last: now)
      talker.client = client
      note(standing, in: &talker, now)
      return talker
    }
  }

  private func note(_ standing: StandingBlock, in talker: inout Snapshot.Talker, _ now: Timestamp) {
    talker.verdict = .blocked
    talker.until = standing.remaining.map { now + $0 }
    talker.strikes = max(talker.strikes, standing.block.remark?.strikes ?? 0)
    talker.reason = standing.block.remark?.reason
    talker.behind = standing.block.remark?.behind
    // Evidence and no more.
    talker.dropped = (try? host.standing(standing.block, enforcer.site.table))?.packets ?? 0
  }

  // Those who are blocked first: they are not heard any more, and are what one looks for.
  private func talkers(_ count: Int, _ standing: [StandingBlock]) -> [Snapshot.Talker] {
    let now = now.wall
    var talkers: [MACAddress: Snapshot.Talker] = [:]
    // A talker is an Ethernet source: a client's block says nothing of its router.
    let sources = standing.filter { $0.block.mac != nil }
    for block in sources.sorted(by: { blocks.isOwn($0.block.key) && !blocks.isOwn($1.block.key) })
      .prefix(count)
    {
      guard let mac = block.block.mac else { continue }
      var talker = talker(mac, watchlist.account(of: mac, at: now)) ?? Snapshot.Talker(mac: mac, last: now)
      note(block, in: &talker, now)
      talkers[mac] = talker
    }
    for account in watchlist.talkers(count, at: now) where talkers[account.mac] == nil {
      guard var talker = talker(account.mac, account) else { continue }
      talker.behind = enforcer.whereabouts(
        of: .address(account.mac), vlan: account.parts.lazy.compactMap(\.evidence.vlan).first)
      talkers[account.mac] = talker
    }
    return talkers.values.sorted {
      ($0.verdict == .blocked ? 0 : 1, $1.messages, $0.mac) < (
        $1.verdict == .blocked ? 0 : 1, $0.messages, $1.mac
      )
    }
  }

  private func talker(_ mac: MACAddress, _ account: Account?) -> Snapshot.Talker? {
    guard let account, let last = account.parts.map(\.evidence.last).max() else { return nil }
    var talker = Snapshot.Talker(mac: mac, last: last)
    talker.kinds = account.parts.reduce(into: [:]) { $0.merge($1.evidence.kinds) { $0 + $1 } }
    talker.messages = talker.kinds.values.reduce(0, +)
    talker.strikes = account.strikes
    let reached = account.parts.flatMap(\.fills).filter { $0.count >= $0.threshold.count }.map(\.threshold)
    let why = account.exemption ?? (account.isBraked ? .brake : nil)
    if let blocking = reached.first(where: { $0.level == .block }), let why {
      (talker.verdict, talker.reason) = (.spared, "\(why.text): \(blocking.words)")
    } else if let first = reached.first {
      (talker.verdict, talker.reason) = (.warned, first.words)
    }
    return talker
  }
}
