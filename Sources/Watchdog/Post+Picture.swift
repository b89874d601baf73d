import Blocks
import Capture
import Flood
import Host
import Ledger
import Placement
import Plans
import System
import Wire

extension Watchdog {
  /// How the daemon stands now, with at most so many talkers on each interface.
  public func picture(talkers count: Int) -> Picture {
    Picture(
      at: WallClock.now, since: since, isDurable: outside.ledger.map { $0.condition == .durable },
      posts: posts.map { $0.picture(talkers: count) }, awaited: awaitedInterfaces)
  }

  /// In a few words: `guarding eth0: 2 blocked`.
  public var summary: String {
    let blocked = posts.reduce(0) { $0 + $1.blocks.count(now: .now).all }
    guard !posts.isEmpty else { return "guarding nothing yet\(awaitedWords)" }
    return "guarding \(interfaces.map { "\($0)" }.joined(separator: ", ")): \(blocked) blocked\(awaitedWords)"
  }

  /// `; waiting for eth1`
  var awaitedWords: String {
    awaited.isEmpty
      ? "" : "; waiting for " + awaitedInterfaces.map { "\($0)" }.joined(separator: ", ")
  }
}

extension Post {
  /// How this interface stands now.
  func picture(talkers count: Int) -> Picture.Post {
    let site = enforcer.site
    var picture = Picture.Post(
      interface: interface, mode: site.mode, dialect: site.dialect, scope: settings.scope,
      bridge: site.bridge,
      isDryRun: settings.isDryRun, capacity: settings.policy.capacity)
    let frames = statistics
    (picture.framesReceived, picture.framesDropped) = (frames.received, frames.droppedByKernel)
    (picture.messages, picture.events, picture.alarms) = (tallies.messages, tallies.events, tallies.alarms)
    picture.sources = watchlist.remembered
    let standing = blocks.standing(now: .now)
    picture.ownBlocks = standing.count { blocks.isOwn($0.block.key) }
    picture.handBlocks = standing.count - picture.ownBlocks
    guard count > 0 else { return picture }
    picture.talkers = talkers(count, standing)
    return picture
  }

  // Those who are blocked first: they are not heard any more, and are what one looks for.
  private func talkers(_ count: Int, _ standing: [StandingBlock]) -> [Picture.Talker] {
    let now = WallClock.now
    var talkers: [MACAddress: Picture.Talker] = [:]
    for block in standing.sorted(by: { blocks.isOwn($0.block.key) && !blocks.isOwn($1.block.key) })
      .prefix(count)
    {
      let mac = block.block.mac
      var talker = talker(mac, watchlist.account(of: mac, at: now)) ?? Picture.Talker(mac: mac, last: now)
      talker.verdict = .blocked
      talker.until = block.remaining.map { now + $0 }
      talker.strikes = max(talker.strikes, block.block.remark?.strikes ?? 0)
      talker.reason = block.block.remark?.reason
      talker.behind = block.block.remark?.behind
      // Evidence and no more.
      talker.dropped = (try? enforcer.machine.standing(block.block, enforcer.site.table))?.packets ?? 0
      talkers[mac] = talker
    }
    for account in watchlist.talkers(count, at: now) where talkers[account.mac] == nil {
      guard var talker = talker(account.mac, account) else { continue }
      talker.behind = enforcer.whereabouts(
        of: account.mac, vlan: account.parts.lazy.compactMap(\.evidence.vlan).first)
      talkers[account.mac] = talker
    }
    return talkers.values.sorted {
      ($0.verdict == .blocked ? 0 : 1, $1.messages, $0.mac) < (
        $1.verdict == .blocked ? 0 : 1, $0.messages, $1.mac
      )
    }
  }

  private func talker(_ mac: MACAddress, _ account: Account?) -> Picture.Talker? {
    guard let account, let last = account.parts.map(\.evidence.last).max() else { return nil }
    var talker = Picture.Talker(mac: mac, last: last)
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
