import Wire

/// Rings for thresholds over one kind of message, kept only for the sources that send that kind, and for no more than
/// `capacity` of them: when all are in use the one with the fewest arrivals of a few makes room.
struct KindRings: Sendable {
  private struct Ring: Sendable {
    var state = ArrivalRings.State()
    var kind: MessageKind
    /// The next ring of the same source, or the next free one, plus one.
    var next: UInt32 = 0
    /// The record whose ring it is.
    var owner: UInt32
  }

  private let ruleSets: [CompiledThresholds]
  private let kinds: [MessageKind]
  /// The kinds that are watched, a bit each.
  let mask: UInt32
  private let capacity: Int
  private var rings: [Ring] = []
  private var arrivals: ArrivalRings
  private var free: UInt32 = 0

  init(_ policy: Policy, clock: MonotonicFrameClock, capacity: Int) {
    let watched = Set(policy.thresholds.compactMap(\.kind?.name))
    kinds = MessageKind.allCases.filter { watched.contains($0.name) }
    ruleSets = kinds.map { CompiledThresholds(policy, kind: $0, clock: clock) }
    mask = kinds.reduce(0) { $0 | 1 << UInt32($1.rawValue) }
    arrivals = ArrivalRings(length: ruleSets.map(\.length).max() ?? 1)
    self.capacity = capacity
  }

  var byteCount: Int { rings.capacity * MemoryLayout<Ring>.stride + arrivals.byteCount }

  @inline(__always)
  func watches(_ kind: MessageKind) -> Bool { mask &>> UInt32(kind.rawValue) & 1 != 0 }

  /// Whether a source has a ring for this kind, or there is a free one.
  func hasRoom(for kind: MessageKind, chain: UInt32) -> Bool {
    free != 0 || rings.count < capacity || link(kind, in: chain) != 0
  }

  /// Adds an arrival of a watched kind to the source whose rings begin at `chain`; there is room.
  mutating func note(_ kind: MessageKind, of owner: Int, chain: inout UInt32, at now: Int64)
    -> ArrivalRings.Trip
  {
    guard let set = kinds.firstIndex(of: kind) else { return ArrivalRings.Trip() }
    var link = link(kind, in: chain)
    if link == 0 {
      link = add(kind, of: owner, before: chain)
      chain = link
    }
    let place = Int(link) - 1
    return arrivals.note(&rings[place].state, ring: place, at: now, rules: ruleSets[set])
  }

  /// Forgets the latest arrivals of that kind, so many.
  mutating func takeBack(_ some: Int, of kind: MessageKind, chain: UInt32) {
    let link = link(kind, in: chain)
    if link != 0 { arrivals.takeBack(some, from: &rings[Int(link) - 1].state) }
  }

  /// How many arrivals of the kind of this name count for a window.
  func count(_ name: String?, chain: UInt32, within window: UInt32, at now: Int64) -> Int {
    var link = chain
    while link != 0, rings[Int(link) - 1].kind.name != name { link = rings[Int(link) - 1].next }
    guard link != 0 else { return 0 }
    return arrivals.count(rings[Int(link) - 1].state, ring: Int(link) - 1, within: window, at: now)
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

  /// The ring, plus one, that is least missed of a few from `start` on, and whose it is; nil when all are near a
  /// threshold.
  mutating func leastMissed(from start: Int, at now: Int64) -> (link: UInt32, owner: Int)? {
    var best: (link: UInt32, owner: Int)?
    var fewest = Int.max
    for step in 0..<min(8, rings.count) {
      let place = (start + step) % rings.count
      guard let set = kinds.firstIndex(of: rings[place].kind) else { continue }
      arrivals.forget(&rings[place].state, ring: place, at: now, rules: ruleSets[set])
      let held = Int(rings[place].state.count)
      guard held < ruleSets[set].near, held < fewest else { continue }
      fewest = held
      best = (UInt32(place + 1), Int(rings[place].owner))
    }
    return best
  }

  /// How many rings there are.
  var count: Int { rings.count }

  /// Takes one ring away from its owner.
  mutating func release(_ link: UInt32, from chain: inout UInt32) {
    if chain == link {
      chain = rings[Int(link) - 1].next
    } else {
      var before = chain
      while before != 0, rings[Int(before) - 1].next != link { before = rings[Int(before) - 1].next }
      guard before != 0 else { return }
      rings[Int(before) - 1].next = rings[Int(link) - 1].next
    }
    rings[Int(link) - 1].next = free
    free = link
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

  private func link(_ kind: MessageKind, in chain: UInt32) -> UInt32 {
    var link = chain
    while link != 0, rings[Int(link) - 1].kind != kind { link = rings[Int(link) - 1].next }
    return link
  }

  private mutating func add(_ kind: MessageKind, of owner: Int, before chain: UInt32) -> UInt32 {
    guard free == 0 else {
      let link = free
      free = rings[Int(link) - 1].next
      rings[Int(link) - 1] = Ring(kind: kind, next: chain, owner: UInt32(owner))
      return link
    }
    if rings.count == rings.capacity {
      rings.reserveCapacity(min(capacity, max(64, rings.count * 2)))
      arrivals.reserve(rings.capacity)
    }
    rings.append(Ring(kind: kind, next: chain, owner: UInt32(owner)))
    arrivals.append()
    return UInt32(rings.count)
  }
}
