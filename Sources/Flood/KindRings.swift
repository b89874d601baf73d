import Wire

/// Rings for thresholds over one kind of message, kept only for the sources that send that kind.
struct KindRings: Sendable {
  private struct Ring: Sendable {
    var state = ArrivalRings.State()
    /// The next ring of the same source, or the next free one, plus one.
    var next: UInt32 = 0
    var kind: MessageKind
  }

  private let ruleSets: [Tripwires]
  private let kinds: [MessageKind]
  private let mask: UInt32
  private var rings: [Ring] = []
  private var arrivals: ArrivalRings
  private var free: UInt32 = 0

  init(_ policy: Policy, clock: SteadyClock) {
    let watched = Set(policy.thresholds.compactMap(\.kind))
    kinds = MessageKind.allCases.filter(watched.contains)
    ruleSets = kinds.map { Tripwires(policy, kind: $0, clock: clock) }
    mask = kinds.reduce(0) { $0 | 1 << UInt32($1.rawValue) }
    arrivals = ArrivalRings(length: ruleSets.map(\.length).max() ?? 1)
  }

  var byteCount: Int { rings.capacity * MemoryLayout<Ring>.stride + arrivals.byteCount }

  @inline(__always)
  func watches(_ kind: MessageKind) -> Bool { mask &>> UInt32(kind.rawValue) & 1 != 0 }

  /// Adds an arrival of a watched kind to the source whose rings begin at `chain`.
  mutating func note(_ kind: MessageKind, chain: inout UInt32, at now: Int64) -> ArrivalRings.Trip? {
    guard let set = kinds.firstIndex(of: kind) else { return nil }
    var link = chain
    while link != 0, rings[Int(link) - 1].kind != kind { link = rings[Int(link) - 1].next }
    if link == 0 {
      link = add(kind, before: chain)
      chain = link
    }
    let place = Int(link) - 1
    return arrivals.note(&rings[place].state, ring: place, at: now, rules: ruleSets[set])
  }

  /// Gives up the rings of a source.
  mutating func release(_ chain: inout UInt32) {
    while chain != 0 {
      let place = Int(chain) - 1
      let next = rings[place].next
      rings[place].next = free
      free = chain
      chain = next
    }
  }

  /// How many arrivals a source's rings hold, and whether they are near a threshold.
  mutating func weight(_ chain: UInt32, at now: Int64) -> (arrivals: Int, isNear: Bool) {
    var weight = (arrivals: 0, isNear: false)
    var link = chain
    while link != 0 {
      let place = Int(link) - 1
      if let set = kinds.firstIndex(of: rings[place].kind) {
        arrivals.forget(&rings[place].state, ring: place, at: now, rules: ruleSets[set])
        weight.arrivals += Int(rings[place].state.count)
        if Int(rings[place].state.count) >= ruleSets[set].near { weight.isNear = true }
      }
      link = rings[place].next
    }
    return weight
  }

  private mutating func add(_ kind: MessageKind, before chain: UInt32) -> UInt32 {
    guard free == 0 else {
      let link = free
      free = rings[Int(link) - 1].next
      rings[Int(link) - 1] = Ring(next: chain, kind: kind)
      return link
    }
    if rings.count == rings.capacity {
      rings.reserveCapacity(max(64, rings.count * 2))
      arrivals.reserve(rings.capacity)
    }
    rings.append(Ring(next: chain, kind: kind))
    arrivals.append()
    return UInt32(rings.count)
  }
}
