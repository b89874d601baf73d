public import Plans
public import Wire

extension Ledger {
  /// Remembers, in one transaction, that the blocks of these sources were ended at every interface, those of all for
  /// nil; only those at `port` alone where that is given. Gives whose there were. Their strikes are forgotten.
  public func pardon(
    _ subjects: Set<Subject>?, at port: InterfaceName? = nil, now: Timestamp
  ) -> Set<Subject> {
    let over = state.running.compactMap { place, compact -> Place? in
      let isMeant = subjects?.contains(place.key.subject) ?? true
      return isMeant && (port == nil || place.key.port == port) && !compact.isOver(at: now) ? place : nil
    }
    guard !over.isEmpty else { return [] }
    for place in over {
      state.end(place, now: now)
      state.note(LedgerState.Offender(interface: place.interface, subject: place.key.subject), nil)
    }
    write(now: now)
    return Set(over.map(\.key.subject))
  }

  /// The blocks that are to stand at an interface, in no order.
  public func running(on interface: InterfaceName, now: Timestamp) -> [StoredBlock] {
    state.running.compactMap { place, compact in
      place.interface == interface && !compact.isOver(at: now) ? compact.stored(at: place) : nil
    }
  }

  /// When a block ended, or was ended; nil when it is to stand, or nothing is remembered of it.
  public func end(of key: Block.Key, on interface: InterfaceName, now: Timestamp) -> Timestamp? {
    let place = Place(interface: interface, key: key)
    if let compact = state.running[place] { return compact.isOver(at: now) ? compact.until : nil }
    if let ended = state.ended[place] { return ended }
    return (try? database?.fate(of: place, now: now))?.end
  }

  /// What is remembered of a block: whether one that stands in the kernel is to stay there.
  public func fate(of key: Block.Key, on interface: InterfaceName, now: Timestamp) -> BlockFate {
    let place = Place(interface: interface, key: key)
    if let compact = state.running[place] { return compact.isOver(at: now) ? .ended : .running }
    if state.ended[place] != nil { return .ended }
    return (try? database?.fate(of: place, now: now))?.fate ?? .unknown
  }
}
