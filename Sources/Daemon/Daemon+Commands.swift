import Blocks
import Flood
import Host
import Ledger
public import Placement
public import Plans
public import Wire

/// What people order by the control socket.
extension Daemon {
  /// Blocks sources by hand on an interface; nil is the only one. Gives where that is, and which of the sources were not
  /// blocked already for as long or longer.
  public func block(_ blocks: [Block], on interface: InterfaceName?) throws -> (
    site: Site, fresh: Set<Subject>
  ) {
    let interface = try guarded(on: interface, to: "block")
    let fresh = try interface.block(blocks)
    for sharer in sharers(of: interface) { sharer.leaveToPerson(fresh) }
    return (interface.enforcer.site, Set(fresh.map(\.subject)))
  }

  /// Lets sources and clients pass again everywhere, nil is all of them; gives those that were blocked.
  public func unblock(_ subjects: Set<Subject>?, at port: InterfaceName? = nil) throws -> Set<Subject> {
    var freed: Set<Subject> = []
    var tables: Set<Table> = []
    for interface in guarded where tables.insert(interface.enforcer.site.table).inserted {
      let standing = try host.rules(interface.enforcer.site.table).blocks
      // Written for all before the kernel is told.
      for sharer in sharers(of: interface) {
        let actions = try sharer.command(.unblock(subjects, port: port, standing: standing, takesOut: false))
        freed.formUnion(actions.ended)
        sharer.perform(actions)
      }
      let actions = try interface.command(.unblock(subjects, port: port, standing: standing))
      freed.formUnion(actions.ended)
      if let failure = interface.perform(actions) { throw failure }
    }
    return freed
  }

  /// Never blocks a source again, on any interface, until it is disallowed; and lets it pass now.
  public func allow(_ mac: MACAddress) throws {
    for interface in guarded { interface.perform(try interface.command(.allow(mac))) }
    // Who guards nothing yet, or changes nothing, remembers it all the same.
    if !allowed.contains(mac) { environment.ledger?.allow(mac, now: environment.clock().wall) }
    for interface in guarded { try interface.reviseExemptions() }
    _ = try unblock(Set(guarded.flatMap { $0.blocks.subjects(of: mac) } + [.address(mac)]))
    tell(.allowed(mac))
  }

  /// Takes back that a source is allowed; what the settings allow stays allowed.
  public func disallow(_ mac: MACAddress) throws {
    for interface in guarded { interface.perform(try interface.command(.disallow(mac))) }
    if allowed.contains(mac) { environment.ledger?.disallow(mac, now: environment.clock().wall) }
    for interface in guarded { try interface.reviseExemptions() }
    tell(.disallowed(mac))
  }

  /// A source's block on an interface; nil when it is not blocked.
  public func block(of mac: MACAddress, on interface: InterfaceName) -> StandingBlock? {
    guarded.first { $0.interface == interface }?.blocks.standing(of: .address(mac), now: environment.clock())
  }

  /// The blocks of clients with that hardware address and of those behind that router, in order, at most so many.
  public func clientBlocks(of mac: MACAddress, on interface: InterfaceName, most: Int) -> [StandingBlock] {
    guard let guarded = guarded.first(where: { $0.interface == interface }) else { return [] }
    let all = guarded.blocks.standing(now: environment.clock()).filter { standing in
      let subject = standing.block.subject
      return subject.address == nil && (subject.hardwareAddress == mac || subject.source == mac)
    }
    return Array(all.sorted { $0.block.key < $1.block.key }.prefix(most))
  }

  /// Whom people allowed.
  public var allowed: [MACAddress] { environment.ledger?.allowed ?? [] }

  /// Has a failure told that is not of one interface.
  public func complain(_ words: String) { tell(.failure(.other, words)) }

  /// The others whose blocks are in the same table.
  private func sharers(of interface: GuardedInterface) -> [GuardedInterface] {
    guarded.filter { $0 !== interface && $0.enforcer.site.table == interface.enforcer.site.table }
  }

  private func guarded(on interface: InterfaceName?, to attempt: String) throws(PlanError) -> GuardedInterface
  {
    let names = interfaces.map { "\($0)" }.joined(separator: ", ")
    if let interface {
      // A bridge's name says its interface, too.
      let named = guarded.first { $0.interface == interface || $0.enforcer.site.bridge == interface }
      if let named { return named }
      throw PlanError(
        attempt: "\(attempt) on \(interface)", reason: "the daemon guards \(names)",
        advice: "name one of these")
    }
    guard guarded.count == 1 else {
      throw PlanError(
        attempt: attempt, reason: "the daemon guards \(names)", advice: "say which by --interface")
    }
    return guarded[0]
  }
}

extension [BlockAction] {
  /// Whose blocks these end.
  fileprivate var ended: [Subject] {
    flatMap { action -> [Subject] in
      guard case .persist(let changes) = action else { return [] }
      return changes.compactMap { if case .end(let key, _) = $0 { key.subject } else { nil } }
    }
  }
}
