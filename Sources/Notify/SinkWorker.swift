import Daemon
import Leases
import System
import Wire

/// A sink with a thread of its own, so that a slow one keeps nobody else waiting, the daemon least of all.
final class SinkWorker: Sendable {
  /// How many different events wait for a sink at most.
  static let most = 256

  private struct State: Sendable {
    var queue = CoalescingQueue(most: SinkWorker.most)
    var deduplicator = Deduplicator()
    var next: BootTime?
    var isStopping = false
    var isCalledOff = false
    var isOver = false
  }

  private let sink: any NotificationSink
  private let whoIs: Notifier.WhoIs
  private let complain: @Sendable (String) -> Void
  private let state = LockedValue(State())

  /// Both are called from the sink's thread.
  init(
    _ sink: any NotificationSink, whoIs: @escaping Notifier.WhoIs,
    complain: @escaping @Sendable (String) -> Void
  ) {
    (self.sink, self.whoIs, self.complain) = (sink, whoIs, complain)
    do {
      try Worker.start("notify") { [self] in work() }
    } catch {
      complain("tell by \(sink.name): \(error)")
      state.change { $0.isOver = true }
    }
  }

  /// Takes an event to be told; never waits for the sink.
  func tell(_ event: Event, at now: BootTime) {
    guard sink.kinds.contains(event.kind) else { return }
    state.change { state in
      var count: Int? = 1
      if sink.isTerse { count = state.deduplicator.note(event, at: now) }
      if let count { state.queue.add(event, count: count) }
    }
  }

  /// Has what waits be told without delay, and nothing after that.
  func stop() { state.change { $0.isStopping = true } }

  /// Has it give up.
  func callOff() { state.change { $0.isCalledOff = true } }

  /// Whether it has ended; waits for that until then.
  func isOver(by deadline: BootTime) -> Bool {
    state.wait { state in
      let left = deadline - SystemClock.boot
      return state.isOver || left <= .zero ? .found(state.isOver) : .again(after: left)
    }
  }

  private func work() {
    var throttle = FailureThrottle()
    while var delivery = next() {
      name(&delivery)
      if delivery.dropped > 0, sink.load == 1 {
        complain("tell by \(sink.name): left out \(delivery.dropped) events, too many at once")
      }
      let failure = sink.deliver(
        delivery,
        Cancellation(isCalledOff: { [state] in state.look(\.isCalledOff) }, rest: { [self] in rest($0) }))
      let now = SystemClock.boot
      state.change { state in
        // A hook's next event is another matter; a digest can say what those before it missed.
        if failure != nil, sink.load > 1 { state.queue.lose(delivery.count + delivery.dropped) }
        state.next = now + sink.every
      }
      if let words = throttle.words(for: failure, at: now) { complain(words) }
    }
    state.change { $0.isOver = true }
  }

  /// What is to be delivered next, waited for; nil when there will be nothing more.
  private func next() -> Delivery? {
    state.wait { [sink] state in
      guard !state.isCalledOff else { return .found(nil) }
      guard !state.queue.isEmpty else { return state.isStopping ? .found(nil) : .again(after: nil) }
      if let next = state.next, !state.isStopping {
        let left = next - SystemClock.boot
        guard left <= .zero else { return .again(after: left) }
      }
      let (entries, dropped) = state.queue.take(sink.load)
      return .found(Delivery(entries: entries, dropped: dropped))
    }
  }

  /// Says of those who were blocked who they are.
  private func name(_ delivery: inout Delivery) {
    let macs = delivery.entries.lazy.filter { $0.event.kind == .block }.compactMap(
      \.event.what.subject?.hardwareAddress)
    guard !macs.isEmpty else { return }
    let tenants = whoIs(Set(macs))
    for place in delivery.entries.indices where delivery.entries[place].event.kind == .block {
      delivery.entries[place].tenant = delivery.entries[place].event.what.subject?.hardwareAddress.flatMap {
        tenants[$0]
      }
    }
  }

  private func rest(_ length: Duration) -> Bool {
    let deadline = SystemClock.boot + length
    return state.wait { state in
      guard !state.isCalledOff else { return .found(false) }
      let left = deadline - SystemClock.boot
      return left <= .zero ? .found(true) : .again(after: left)
    }
  }
}
