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
/// One thread, one poll(2): frames, signals, what others change, the end of blocks, and questions. It decides nothing: the
/// engine proposes, the table of blocks disposes, and what that wants done is done here in its order.
public final class Daemon {
  let environment: DaemonEnvironment
  let host: any HostReader
  let writer: any HostWriter
  private let settings: [Settings]
  /// Interfaces that are to be guarded and are not there yet.
  var awaited: [Awaited] = []
  var guarded: [GuardedInterface] = []
  private var services: [any Service] = []
  /// When it began, by the wall clock.
  let since: Timestamp
  /// What the daemon cannot go on after.
  var fatal: (any Error)?

  // A capture wants to be drained now and then, as an interface that vanishes while down wakes nobody.
  private static let longestWait: Duration = .seconds(5)

  /// A daemon that has not touched anything yet, for these interfaces. `writer` is not used for those that are dry runs.
  public init(
    settings: [Settings], host: any HostReader, writer: any HostWriter, environment: DaemonEnvironment
  ) throws {
    self.environment = environment
    self.settings = settings
    (self.host, self.writer) = (host, writer)
    since = environment.clock().wall
    try host.requireAdministration()
  }

  /// Guards until SIGTERM or SIGINT, then leaves the network as it was asked to.
  public func run() throws {
    // From here on a signal waits until the loop looks for it: no step of a plan is ever cut in two.
    let signals = try SignalDescriptor([SIGINT, SIGTERM, SIGHUP])
    do {
      try start()
      services = try environment.services(self)
      while try turn(signals) {}
    } catch {
      leave()
      throw error
    }
    services = []
    try stop()
  }

  /// Guards what the settings name.
  func start() throws {
    for settings in settings { try beginOrWait(settings, isAlone: self.settings.count == 1) }
  }

  /// Leaves the network as it was asked to; throws the first failure, whatever became of the rest.
  func stop() throws {
    for interface in guarded { interface.sumUp() }
    if let failure = leave() { throw failure }
  }

  /// The interfaces guarded.
  public var interfaces: [InterfaceName] { guarded.map(\.interface) }

  /// What is known of a source, as of now.
  public func account(of mac: MACAddress, on interface: InterfaceName) -> Account? {
    guarded.first { $0.interface == interface }?.watchlist.account(of: mac, at: environment.clock().wall)
  }

  // MARK: - The loop

  /// Waits until there is something to do, and does it; false when it is to stop.
  private func turn(_ signals: SignalDescriptor) throws -> Bool {
    let ready = try Poll.wait(
      for: [signals.descriptor] + guarded.flatMap(\.descriptors) + services.flatMap(\.descriptors),
      timeout: timeout(environment.clock()))
    if ready[0], let signal = signals.next() {
      guard signal == SIGHUP else { return false }
      _ = reload()
    }
    try step()
    return true
  }

  private func timeout(_ now: ClockReading) -> Duration {
    // The ledger's times are the wall clock's.
    let ledgerDue = environment.ledger?.due.map { now.boot + ($0 - now.wall) }
    let dues = guarded.map(\.due) + services.map(\.due) + [ledgerDue, awaitedDue]
    return dues.compactMap(\.self).min().map { min($0 - now.boot, Self.longestWait) } ?? Self.longestWait
  }

  /// Does what there is to do.
  func step() throws {
    if !awaited.isEmpty { beginAwaited() }
    for interface in guarded { try interface.step() }
    for service in services { service.serve(self, now: environment.clock().boot) }
    settleLedger()
    if let fatal { throw fatal }
  }

  private func settleLedger() {
    guard let ledger = environment.ledger else { return }
    let now = environment.clock().wall
    if let due = ledger.due, due <= now { ledger.settle(now: now) }
    if let incident = ledger.takeIncident() { tell(.failure(.other, "\(incident)")) }
  }

  // MARK: - Interfaces

  func interface(_ settings: Settings, isAlone: Bool) throws -> GuardedInterface {
    try GuardedInterface(
      settings: settings, host: host, writer: settings.isDryRun ? PlanPrinter(environment.show) : writer,
      environment: environment, isAlone: isAlone)
  }

  /// Guards an interface more, or the one at `place` anew. Each is planned once the one before stands, so that two of them
  /// do not choose one name for their bridges.
  func begin(
    _ settings: Settings, isAlone: Bool, at place: Int? = nil, inheriting standing: [StandingBlock] = []
  ) throws {
    let interface = try interface(settings, isAlone: isAlone)
    try refuseSecondIngress(interface)
    guarded.insert(interface, at: place ?? guarded.endIndex)
    do {
      try begin(interface, inheriting: standing)
    } catch {
      guarded.removeAll { $0 === interface }
      throw error
    }
  }

  // The table of mode netdev has one chain, at one device.
  func refuseSecondIngress(_ fresh: GuardedInterface) throws {
    guard fresh.enforcer.site.mode == .netdev,
      let other = guarded.first(where: {
        $0.enforcer.site.mode == .netdev && $0.interface != fresh.interface
      })
    else { return }
    throw PlanError(
      attempt: "guard \(fresh.interface) in mode netdev",
      reason: "\(other.interface) is guarded in that mode, which stands at one interface only",
      advice: "set mode = \"bridge\" for one of them")
  }

  private func begin(_ fresh: GuardedInterface, inheriting standing: [StandingBlock]) throws {
    let sharing = guarded.filter { $0.enforcer.site.table == fresh.enforcer.site.table }
    let isFirst = sharing.first === fresh
    let now = environment.clock().wall
    try fresh.begin(inheriting: standing) { key in
      // What nobody remembers is the first one's.
      !isFirst
        || sharing.contains {
          $0 !== fresh && $0.ledger?.fate(of: key, on: $0.interface, now: now) == .running
        }
    }
  }

  // All of them, whatever becomes of one; gives the first failure.
  @discardableResult
  private func leave() -> (any Error)? {
    var failure: (any Error)?
    for interface in guarded {
      do { try interface.leave() } catch { failure = failure ?? error }
    }
    return failure
  }

  // MARK: - Talking

  /// Tells what is of no interface and may come in any number.
  func tell(_ what: Occurrence) {
    let now = environment.clock()
    environment.log.event(Event(at: now.wall, what), at: now.boot)
  }

  /// Tells what is of no interface and is always to be read.
  func announce(_ what: Occurrence) {
    environment.log.always(Event(at: environment.clock().wall, what))
  }
}
