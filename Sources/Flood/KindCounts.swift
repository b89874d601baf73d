import Wire

/// How many messages of each kind of one IP version, in 44 bytes; a count stays at 4,294,967,295.
struct KindCounts: Hashable, Sendable {
  private var counts = [11 of UInt32](repeating: 0)

  /// Kinds that did not occur are absent.
  func byKind(isVersion6: Bool) -> [MessageKind: Int] {
    var kinds: [MessageKind: Int] = [:]
    for kind in MessageKind.allCases where kind.isVersion6 == isVersion6 {
      let count = Int(counts[Self.slot(kind)])
      if count > 0 { kinds[kind] = count }
    }
    return kinds
  }

  @inline(__always)
  mutating func note(_ kind: MessageKind) {
    let slot = Self.slot(kind)
    if counts[slot] < .max { counts[slot] &+= 1 }
  }

  @inline(__always)
  private static func slot(_ kind: MessageKind) -> Int {
    Int(kind.isVersion6 ? kind.rawValue &- MessageKind.solicit.rawValue : kind.rawValue)
  }

  static func == (one: KindCounts, other: KindCounts) -> Bool {
    one.counts.indices.allSatisfy { one.counts[$0] == other.counts[$0] }
  }

  func hash(into hasher: inout Hasher) {
    for slot in counts.indices { hasher.combine(counts[slot]) }
  }
}
