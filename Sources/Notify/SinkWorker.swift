import System
import Watchdog
import Wire

/// A courier with a thread of its own, so that a slow one keeps nobody else waiting, the daemon least of all.
final class Messenger: Sendable {
  /// How many different events wait for a courier at most.
  static let most = 256

  private struct State: Sendable {
    var pouch = Pouch(most: Messenger.most)
    var recently = Recently()
    var next: Timestamp?
    var isStopping = false
    var isCalledOff = false
    var isOver = false
  }

  private let courier: any Courier
  private let complain: @Sendable (String) -> Void
  private let state = Shared(State())

  /// `complain` is called from the courier's thread.
  init(_ courier: any Courier, complain: @escaping @Sendable (String) -> Void) {
    (self.courier, self.complain) = (courier, complain)
    do {
      try Worker.start("herald") { [self] in work() }
    } catch {
      complain("herald: tell by \(courier.name): \(error)")
      state.change { $0.isOver = true }
    }
  }

  /// Takes an event to be told; never waits for the courier.
  func tell(_ event: Event, at now: Timestamp) {
    guard courier.kinds.contains(event.kind) else { return }
    state.change { state in
      var count: Int? = 1
      if courier.isTerse { count = state.recently.note(event, at: now) }
      if let count { state.pouch.add(event, count: count) }
    }
  }

  /// Has what waits be told without delay, and nothing after that.
  func stop() { state.change { $0.isStopping = true } }

  /// Has it give up.
  func callOff() { state.change { $0.isCalledOff = true } }

  /// Whether it has ended; waits for that until then.
  func isOver(by deadline: Timestamp) -> Bool {
    state.wait { state in
      let left = deadline - WallClock.steady
      return state.isOver || left <= .zero ? .found(state.isOver) : .again(after: left)
    }
  }

  private func work() {
    var grumble = Grumble()
    while let delivery = next() {
      if delivery.dropped > 0, courier.load == 1 {
        complain("herald: tell by \(courier.name): left out \(delivery.dropped) events, too many at once")
      }
      let failure = courier.deliver(
        delivery,
        Leash(isCalledOff: { [state] in state.look(\.isCalledOff) }, rest: { [self] in rest($0) }))
      let now = WallClock.steady
      state.change { state in
        // A hook's next event is another matter; a digest can say what those before it missed.
        if failure != nil, courier.load > 1 { state.pouch.lose(delivery.count + delivery.dropped) }
        state.next = now + courier.every
      }
      if let words = grumble.words(for: failure, at: now) { complain(words) }
    }
    state.change { $0.isOver = true }
  }

  /// What is to be delivered next, waited for; nil when there will be nothing more.
  private func next() -> Delivery? {
    state.wait { [courier] state in
      guard !state.isCalledOff else { return .found(nil) }
      guard !state.pouch.isEmpty else { return state.isStopping ? .found(nil) : .again(after: nil) }
      if let next = state.next, !state.isStopping {
        let left = next - WallClock.steady
        guard left <= .zero else { return .again(after: left) }
      }
      let (entries, dropped) = state.pouch.take(courier.load)
      return .found(Delivery(entries: entries, dropped: dropped))
    }
  }

  private func rest(_ length: Duration) -> Bool {
    let deadline = WallClock.steady + length
    return state.wait { state in
      guard !state.isCalledOff else { return .found(false) }
      let left = deadline - WallClock.steady
      return left <= .zero ? .found(true) : .again(after: left)
    }
  }
}
