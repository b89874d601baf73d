import Daemon

/// A way by which somebody is told.
protocol NotificationSink: Sendable {
  /// What a complaint calls it: `hook switch-port`.
  var name: String { get }
  /// What is told by it.
  var kinds: Set<Event.Kind> { get }
  /// How much time is between two deliveries, at least.
  var every: Duration { get }
  /// How many events go at a time; the rest waits.
  var load: Int { get }
  /// The same thing is told once a minute at most.
  var isTerse: Bool { get }

  /// Delivers, however long that takes within its limits; the words of a failure, else nil.
  func deliver(_ delivery: Delivery, _ cancellation: Cancellation) -> String?
}

/// What is delivered at once.
struct Delivery: Sendable {
  var entries: [CoalescingQueue.Entry]
  /// Events before these that were not told.
  var dropped: Int

  /// The events it stands for.
  var count: Int { entries.reduce(0) { $0 + $1.count } }
}

/// How a sink hears that the daemon is about to end.
struct Cancellation {
  /// It is to give up at once.
  let isCalledOff: () -> Bool
  /// Rests for a while; false when it was called off meanwhile.
  let rest: (Duration) -> Bool
}
