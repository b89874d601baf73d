/// What one message of a source tripped.
struct Tripped: Sendable {
  /// Thresholds over all kinds.
  var general = ArrivalRings.Trip()
  /// Those over its own kind.
  var special = ArrivalRings.Trip()
  /// The source speaks for too many clients.
  var starves = false
  /// So many copies of frames, as no loop makes them; zero for none.
  var copies: UInt32 = 0

  @inline(__always)
  var isNothing: Bool { general.isNothing && special.isNothing && !starves && copies == 0 }

  /// The blocking threshold that counts: the one listed first.
  var blocking: Int? { Self.lesser(general.blocking, special.blocking) }
  /// The warning to be said.
  var freshWarning: Int? { Self.lesser(general.freshWarning, special.freshWarning) }

  private static func lesser(_ one: Int?, _ other: Int?) -> Int? {
    guard let one, let other else { return one ?? other }
    return min(one, other)
  }
}
