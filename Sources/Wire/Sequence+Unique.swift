extension Sequence where Element: Hashable {
  /// Each once, where it is first, in their order.
  package var unique: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
