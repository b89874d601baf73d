public import Flood
import Glibc
import Host
import Ledger
import Placement
import Plans
import System
public import Wire

/// The daemon: it guards interfaces, and serves who asks.
///
/// One thread, one poll(2): frames, signals, what others change, the end of sentences, and questions.
public final class Watchdog {
  let outside: Outside
  private let settings: [Settings]
  private let signals: SignalDescriptor
  let machine: Machine
  /// Interfaces that are to be guarded and are not there yet.
  var awaited: [Awaited] = []
  var posts: [Post] = []
  private var services: [any Service] = []
  /// When it began, by the wall clock.
  let since = WallClock.now
  /// What the daemon cannot go on after.
  var fatal: (any Error)?

  // LiveCapture wants to be drained now and then, as an interface that vanishes while down wakes nobody.
  private static let longestWait: Duration = .seconds(5)

  /// A daemon that has not touched anything yet, for these interfaces.
  public init(settings: [Settings], outside: Outside) throws {
    self.outside = outside
    self.settings = settings
    // From here on a signal waits until the loop looks for it: no step of a plan is ever cut in two.
    signals = try SignalDescriptor([SIGINT, SIGTERM, SIGHUP])
    machine = try Machine()
    try machine.requireAdministration()
  }

  /// Guards until SIGTERM or SIGINT, then leaves the network as it was asked to.
  public func run() throws {
    do {
      for settings in settings { try beginOrWait(settings, isAlone: self.settings.count == 1) }
      services = try outside.services(self)
      while try turn() {}
    } catch {
      leave(posts)
      throw error
    }
    services = []
    for post in posts { post.sumUp() }
    if let failure = leave(posts) { throw failure }
  }

  /// The interfaces guarded.
  public var interfaces: [InterfaceName] { posts.map(\.interface) }

  /// What is known of a source, as of now.
  public func account(of mac: MACAddress, on interface: InterfaceName) -> Account? {
    posts.first { $0.interface == interface }?.watchlist.account(of: mac, at: WallClock.now)
  }

  // MARK: - The loop

  /// Waits until there is something to do, and does it; false when it is to stop.
  private func turn() throws -> Bool {
    let now = WallClock.steady
    let dues = posts.map(\.due) + services.map(\.due) + [ledgerDue(now), awaitedDue]
    let next = dues.compactMap(\.self).min()
    let timeout = next.map { min($0 - now, Self.longestWait) } ?? Self.longestWait
    let ready = try Poll.wait(
      for: [signals.descriptor] + posts.flatMap(\.descriptors) + services.flatMap(\.descriptors),
      timeout: timeout)
    if ready[0], let signal = signals.next() {
      guard signal == SIGHUP else { return false }
      _ = reload()
    }
    if !awaited.isEmpty { greet(now: WallClock.steady) }
    for post in posts { try post.step() }
    for service in services { service.serve(self, now: WallClock.steady) }
    settleLedger()
    if let fatal { throw fatal }
    return true
  }

  // The ledger's times are the wall clock's.
  private func ledgerDue(_ steady: Timestamp) -> Timestamp? {
    outside.ledger?.due.map { steady + ($0 - WallClock.now) }
  }

  private func settleLedger() {
    guard let ledger = outside.ledger else { return }
    if let due = ledger.due, due <= WallClock.now { ledger.settle(now: WallClock.now) }
    if let incident = ledger.takeIncident() {
      outside.log.event(
        Event(at: WallClock.now, .failure, level: .warning, "\(incident)"), at: WallClock.steady)
    }
  }

  // MARK: - Posts

  func post(_ settings: Settings, isAlone: Bool) throws -> Post {
    try Post(settings: settings, machine: machine, outside: outside, isAlone: isAlone)
  }

  /// Guards an interface more, or the one at `place` anew. Each is planned once the one before stands, so that two of them
  /// do not choose one name for their bridges.
  func begin(
    _ settings: Settings, isAlone: Bool, at place: Int? = nil, inheriting standing: [StandingBlock] = []
  ) throws {
    let post = try post(settings, isAlone: isAlone)
    try refuseSecondIngress(post)
    posts.insert(post, at: place ?? posts.endIndex)
    do {
      try begin(post, inheriting: standing)
    } catch {
      posts.removeAll { $0 === post }
      throw error
    }
  }

  // The table of mode netdev has one chain, at one device.
  func refuseSecondIngress(_ post: Post) throws {
    guard post.enforcer.site.mode == .netdev,
      let other = posts.first(where: { $0.enforcer.site.mode == .netdev && $0.interface != post.interface })
    else { return }
    throw PlanError(
      attempt: "guard \(post.interface) in mode netdev",
      reason: "\(other.interface) is guarded in that mode, which stands at one interface only",
      advice: "set mode = \"bridge\" for one of them")
  }

  private func begin(_ post: Post, inheriting standing: [StandingBlock]) throws {
    let others = posts.filter { $0 !== post && $0.enforcer.site.table == post.enforcer.site.table }
    let isFirst = posts.first { $0.enforcer.site.table == post.enforcer.site.table } === post
    try post.begin(inheriting: standing) { key in
      // What nobody remembers is the first one's.
      !isFirst
        || others.contains { $0.ledger?.fate(of: key, on: $0.interface, now: WallClock.now) == .running }
    }
  }

  /// All of them, whatever becomes of one; gives the first failure.
  @discardableResult
  private func leave(_ posts: [Post]) -> (any Error)? {
    var failure: (any Error)?
    for post in posts {
      do { try post.leave() } catch { failure = failure ?? error }
    }
    return failure
  }
}
