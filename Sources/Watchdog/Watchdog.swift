import Capture
public import Flood
import Glibc
import Kernel
public import Rules
public import Wire

/// The daemon: it turns verdicts into intentions, has them planned and carried out, and puts everything back.
///
/// One thread, one poll(2): frames, signals, what others change, and the end of sentences.
public struct Watchdog {
  let settings: Settings
  private let signals: SignalDescriptor
  private let show: (Plan) throws -> Void
  private let answer: (String, Watchdog, InterfaceName) -> String
  let vendors = VendorFiles()
  var log: Log

  // LiveCapture wants to be drained now and then, as an interface that vanishes while down wakes nobody.
  private static let longestWait: Duration = .seconds(5)

  var watchlist: Watchlist
  var sentences: Sentences

  /// A daemon that has not touched anything yet. `show` prints a plan of a dry run; `answer` gives the line that answers
  /// a line from the control socket of an interface.
  public init(
    settings: Settings, log: Log, show: @escaping (Plan) throws -> Void,
    answer: @escaping (String, Watchdog, InterfaceName) -> String
  ) throws {
    self.settings = settings
    self.log = log
    self.show = show
    self.answer = answer
    // From here on a signal waits until the loop looks for it: no step of a plan is ever cut in two.
    signals = try SignalDescriptor([SIGINT, SIGTERM, SIGHUP])
    watchlist = Watchlist(policy: settings.policy)
    sentences = Sentences(policy: settings.policy)
  }

  /// Guards until SIGTERM or SIGINT, then leaves the network as it was asked to.
  public mutating func run() throws {
    let enforcer = try Enforcer(settings: settings, show: show)
    let lock = try settings.isDryRun ? nil : InstanceLock(enforcer.lockName)
    defer { withExtendedLifetime(lock) {} }
    let leftBehind: [StandingBlock]
    do {
      leftBehind = try enforcer.settle()
    } catch {
      // A refusal: the one line that says why is enough.
      try? leave(enforcer, speaking: false)
      throw error
    }
    do {
      try guardInterface(enforcer, leftBehind)
    } catch {
      try? leave(enforcer)
      throw error
    }
    try leave(enforcer)
  }

  private mutating func guardInterface(_ enforcer: Enforcer, _ leftBehind: [StandingBlock]) throws {
    let listener = try Listener(
      on: enforcer.listeningPlace, promiscuous: enforcer.site.mode == .existing,
      index: enforcer.placeIndex)
    let servers = try serversListener(enforcer)
    let control = try settings.isDryRun ? nil : ControlSocket(enforcer.lockName)
    try refreshExemptions(enforcer, at: WallClock.steady)
    adopt(leftBehind)
    announce(enforcer)
    let hearsBlocked = enforcer.site.hearsBlocked
    var findings: [(Finding, ClientEvidence?)] = []
    var escaped: [MACAddress: Timestamp] = [:]
    while true {
      guard try wait(for: [listener, servers].compactMap(\.self), enforcer, control) else {
        return sumUp(listener)
      }
      mend(enforcer, listener)
      learn(servers, enforcer)
      do {
        try listener.drain { bytes, link, at in
          guard let message = Frame.clientMessage(in: bytes, link: link) else { return }
          if !hearsBlocked, !sentences.isEmpty, sentences.end(of: message.source) != nil {
            escaped[message.source] = at
          }
          if let finding = watchlist.note(message, at: at) {
            findings.append((finding, Frame.evidence(in: bytes, link: link)))
          }
        }
      } catch {
        guard !settings.isDryRun else { throw error }
        log.always("\(error); going on when there is a \(listener.place) to listen to")
      }
      for (mac, moment) in escaped { lookAfter(mac, heardAt: moment, enforcer) }
      escaped.removeAll(keepingCapacity: true)
      for (finding, said) in findings { act(on: finding, said?.clause ?? "", enforcer) }
      findings.removeAll(keepingCapacity: true)
      for alarm in watchlist.takeAlarms() { tell(alarm) }
      serve(enforcer)
      control?.serve(now: WallClock.steady) { answer($0, self, enforcer.lockName) }
    }
  }

  /// What is known of a source, as of now.
  public func account(of mac: MACAddress) -> Account? { watchlist.account(of: mac, at: WallClock.now) }

  /// Waits until there is something to do; false when it is to stop.
  private func wait(for listeners: [Listener], _ enforcer: Enforcer, _ control: ControlSocket?) throws -> Bool
  {
    let now = WallClock.steady
    let next = [sentences.nextDeadline, enforcer.doubts.next, enforcer.acquaintances.due].compactMap(\.self)
      .min()
    let timeout = next.map { min($0 - now, Self.longestWait) } ?? Self.longestWait
    let ready = try Poll.wait(
      for: [signals.descriptor] + listeners.map(\.descriptor) + enforcer.descriptors
        + (control?.descriptors ?? []), timeout: timeout)
    guard ready[0], let signal = signals.next() else { return true }
    guard signal == SIGHUP else { return false }
    log.always("SIGHUP: there is no configuration file to read again; going on")
    return true
  }

  // MARK: - Coming and going

  mutating func refreshExemptions(_ enforcer: Enforcer, at now: Timestamp) throws {
    guard let fresh = try enforcer.exemptions.refreshed(at: now) else { return }
    watchlist.exemptions = fresh
    try enforcer.trust(fresh)
  }

  private func announce(_ enforcer: Enforcer) {
    let site = enforcer.site
    log.always(
      "guarding \(site.interface): mode \(site.mode.rawValue)\(site.bridge.map { " on \($0)" } ?? ""), "
        + "\(site.dialect.rawValue), scope \(settings.scope.rawValue)"
        + (settings.isDryRun ? ", dry run" : ""))
    log.always("chosen because \(site.reason)")
    if let rate = settings.guardRate {
      log.always(
        "DHCP from sources that no server here has served is limited to \(rate)/s; whoever repeats itself passes"
      )
    }
    for warning in enforcer.warnings { log.always("warning: \(warning.line)") }
    log.always(
      "blocking at \(settings.limits), for \(settings.policy.ban.words), doubling up to \(settings.policy.banCap.words)"
    )
  }

  private func sumUp(_ listener: Listener) {
    do {
      let counted = try listener.statistics()
      log.always(
        "received \(counted.received) frames, of which the kernel dropped \(counted.droppedByKernel) unread")
    } catch {
      log.always("\(error)")
    }
  }

  // A failure is said here, as the caller may have an earlier one to throw.
  private func leave(_ enforcer: Enforcer, speaking: Bool = true) throws {
    guard !settings.keeps else {
      if speaking { log.always("stopped; bridge and blocks stay, as asked") }
      return
    }
    do {
      try enforcer.leave()
    } catch {
      log.always("stopped, but not everything could be put back: \(error)")
      throw error
    }
    guard speaking else { return }
    log.always(settings.isDryRun ? "stopped; nothing was changed" : "stopped; the network is as it was")
  }
}
