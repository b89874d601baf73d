import Blocks
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
    let fresh = try post.block(blocks)
    for sharer in sharers(of: post) { sharer.leaveToPerson(fresh) }
    return (post.enforcer.site, Set(fresh.map(\.mac)))
  }

  /// Lets sources pass again everywhere, nil is all of them; gives those that were blocked.
  public func unblock(_ macs: Set<MACAddress>?, at port: InterfaceName? = nil) throws -> Set<MACAddress> {
    var freed: Set<MACAddress> = []
    var tables: Set<Table> = []
    for post in posts where tables.insert(post.enforcer.site.table).inserted {
      let standing = try post.enforcer.machine.rules(post.enforcer.site.table).blocks
      // Written for all before the kernel is told.
      for sharer in sharers(of: post) {
        let actions = try sharer.command(.unblock(macs, port: port, standing: standing, takesOut: false))
        freed.formUnion(actions.ended)
        sharer.perform(actions)
      }
      let actions = try post.command(.unblock(macs, port: port, standing: standing))
      freed.formUnion(actions.ended)
      if let failure = post.perform(actions) { throw failure }
    }
    return freed
  }

  /// Never blocks a source again, on any interface, until it is disallowed; and lets it pass now.
  public func allow(_ mac: MACAddress) throws {
    for post in posts { post.perform(try post.command(.allow(mac))) }
    // Who guards nothing yet, or changes nothing, remembers it all the same.
    if !allowed.contains(mac) { outside.ledger?.allow(mac, now: WallClock.now) }
    for post in posts { try post.reviseExemptions() }
    _ = try unblock([mac])
    tell(.note, .notice, "\(mac) is allowed: never blocked from now on")
  }

  /// Takes back that a source is allowed; what the settings allow stays allowed.
  public func disallow(_ mac: MACAddress) throws {
    for post in posts { post.perform(try post.command(.disallow(mac))) }
    if allowed.contains(mac) { outside.ledger?.disallow(mac, now: WallClock.now) }
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

  /// The other posts whose blocks are in the same table.
  private func sharers(of post: Post) -> [Post] {
    posts.filter { $0 !== post && $0.enforcer.site.table == post.enforcer.site.table }
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

extension [BlockAction] {
  /// Whose blocks these end.
  fileprivate var ended: [MACAddress] {
    flatMap { action -> [MACAddress] in
      guard case .persist(let changes) = action else { return [] }
      return changes.compactMap { if case .end(let key, _) = $0 { key.mac } else { nil } }
    }
  }
}
