import Flood
import Host
import Ledger
public import Placement
public import Plans
import System
public import Wire

/// What people order by the control socket.
extension Watchdog {
  /// Blocks sources by hand on an interface; nil is the only one. Gives where that is, and which of the sources were not
  /// blocked already for as long or longer.
  public func block(_ blocks: [Block], on interface: InterfaceName?) throws -> (
    site: Site, fresh: Set<MACAddress>
  ) {
    let post = try post(on: interface, to: "block")
    return (post.enforcer.site, try post.block(blocks))
  }

  /// Lets sources pass again everywhere, nil is all of them; gives those that were blocked.
  public func unblock(_ macs: Set<MACAddress>?, at port: InterfaceName? = nil) throws -> Set<MACAddress> {
    var freed: Set<MACAddress> = []
    var tables: Set<Table> = []
    for post in posts where tables.insert(post.enforcer.site.table).inserted {
      let table = post.enforcer.site.table
      let plan = BlockPlanner.unblock(
        macs, at: port, keepsRuleset: true, running: try post.enforcer.machine.rules(table))
      let keys = plan.changes.compactMap { if case .unblock(let block, _) = $0 { block.key } else { nil } }
      let sharers = posts.filter { $0.enforcer.site.table == table }
      for sharer in sharers { sharer.renounce(keys) }
      try post.enforcer.carryOut(plan)
      for sharer in sharers { sharer.release(keys, telling: sharer === post) }
      freed.formUnion(keys.map(\.mac))
    }
    return freed
  }

  /// Never blocks a source again, on any interface, until it is disallowed; and lets it pass now.
  public func allow(_ mac: MACAddress) throws {
    outside.ledger?.allow(mac, now: WallClock.now)
    for post in posts { try post.reviseExemptions() }
    _ = try unblock([mac])
    tell(.note, .notice, "\(mac) is allowed: never blocked from now on")
  }

  /// Takes back that a source is allowed; what the settings allow stays allowed.
  public func disallow(_ mac: MACAddress) throws {
    outside.ledger?.disallow(mac, now: WallClock.now)
    for post in posts { try post.reviseExemptions() }
    tell(.note, .notice, "\(mac) is no longer allowed")
  }

  /// Whom people allowed.
  public var allowed: [MACAddress] { outside.ledger?.allowed ?? [] }

  /// Has a failure told that is not of one interface.
  public func complain(_ words: String) { tell(.failure, .warning, words) }

  func tell(_ kind: Event.Kind, _ level: Event.Level, _ words: String) {
    outside.log.event(Event(at: WallClock.now, kind, level: level, words), at: WallClock.steady)
  }

  private func post(on interface: InterfaceName?, to attempt: String) throws(PlanError) -> Post {
    let guarded = interfaces.map { "\($0)" }.joined(separator: ", ")
    if let interface {
      // A bridge's name says its interface, too.
      let named = posts.first { $0.interface == interface || $0.enforcer.site.bridge == interface }
      if let named { return named }
      throw PlanError(
        attempt: "\(attempt) on \(interface)", reason: "the daemon guards \(guarded)",
        advice: "name one of these")
    }
    guard posts.count == 1 else {
      throw PlanError(
        attempt: attempt, reason: "the daemon guards \(guarded)", advice: "say which by --interface")
    }
    return posts[0]
  }
}
