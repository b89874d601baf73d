import Wire

/// The thresholds over one kind of message, or over all, in clock units. A kind is meant by its name, in both versions
/// of DHCP.
struct CompiledThresholds: Sendable {
  struct Rule: Sendable {
    let count: Int
    let window: UInt32
    let blocks: Bool
    /// Its place in the policy.
    let place: Int
  }

  let rules: [Rule]
  /// The largest count: how many arrivals decide every rule.
  let length: Int
  /// The smallest count: below it nothing trips.
  let fewest: Int
  /// The longest window; at least one unit.
  let span: UInt32

  init(_ policy: Policy, kind: MessageKind?, clock: MonotonicFrameClock) {
    rules = policy.thresholds.enumerated().filter { $0.element.kind?.name == kind?.name }.map {
      place, threshold in
      Rule(
        count: threshold.count, window: UInt32(clamping: clock.units(threshold.window)),
        blocks: threshold.level == .block, place: place)
    }
    length = rules.map(\.count).max() ?? 1
    fewest = rules.map(\.count).min() ?? .max
    span = rules.map(\.window).max() ?? 1
  }

  /// Arrivals from which on a source is too near its thresholds to be forgotten: half the smallest count.
  var near: Int { fewest == .max ? .max : (fewest + 1) / 2 }
}
