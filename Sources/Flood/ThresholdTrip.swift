/// What one message of a source tripped.
struct ThresholdTrip: Sendable {
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

  /// The warning to be said: one that names a kind says more.
  var freshWarning: Int? { special.freshWarning ?? general.freshWarning }
}
