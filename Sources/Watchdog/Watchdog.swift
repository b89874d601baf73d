import Capture
import Flood
import Glibc
import Kernel
public import Rules
import Wire

/// The daemon: it turns verdicts into intentions, has them planned and carried out, and puts everything back.
///
/// One thread, one poll(2): frames, signals, and the end of sentences.
public struct Watchdog {
  private let settings: Settings
  private let signals: SignalDescriptor
  private let show: (Plan) throws -> Void
  private var log: Log

  // LiveCapture wants to be drained now and then, as an interface that vanishes while down wakes nobody.
  private static let longestWait: Duration = .seconds(5)

  private var watchlist: Watchlist
  private var sentences: Sentences

  /// A daemon that has not touched anything yet. `show` prints a plan of a dry run.
  public init(settings: Settings, log: Log, show: @escaping (Plan) throws -> Void) throws {
    self.settings = settings
    self.log = log
    self.show = show
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
    var capture = try LiveCapture(on: enforcer.listeningPlace, promiscuous: enforcer.site.mode == .existing)
    try refreshExemptions(enforcer, at: WallClock.steady)
    adopt(leftBehind)
    announce(enforcer)
    let hearsBlocked = enforcer.site.hearsBlocked
    var findings: [Finding] = []
    var escaped: Set<MACAddress> = []
    while true {
      let now = WallClock.steady
      let timeout = sentences.nextDeadline.map { min($0 - now, Self.longestWait) } ?? Self.longestWait
      let ready = try Poll.wait(for: [capture.descriptor, signals.descriptor], timeout: timeout)
      if ready[1], let signal = signals.next() {
        guard signal == SIGHUP else { return sumUp(&capture) }
        log.always("SIGHUP: there is no configuration file to read again; going on")
      }
      _ = try capture.drain { bytes, link, at in
        guard let message = Frame.clientMessage(in: bytes, link: link) else { return }
        if !hearsBlocked, !sentences.isEmpty, sentences.end(of: message.source) != nil {
          escaped.insert(message.source)
        }
        if let finding = watchlist.note(message, at: at) { findings.append(finding) }
      }
      for mac in escaped { lookAfter(mac, enforcer) }
      escaped.removeAll(keepingCapacity: true)
      for finding in findings { act(on: finding, enforcer) }
      findings.removeAll(keepingCapacity: true)
      serve(enforcer)
    }
  }

  // MARK: - Verdicts

  private mutating func act(on finding: Finding, _ enforcer: Enforcer) {
    let now = WallClock.steady
    switch finding.verdict {
    case .warned: log.event("warned \(finding.mac)\(enforcer.place(finding.mac)): \(finding.reason)", at: now)
    case .spared(let why): log.event("spared \(finding.mac) (\(why.text)): \(finding.reason)", at: now)
    case .blocked: block(finding, enforcer, at: now)
    }
  }

  private mutating func block(_ finding: Finding, _ enforcer: Enforcer, at now: Timestamp) {
    do {
      // The gateway may have changed since the last look, and blocking it would be worse than any flood. When the
      // kernel cannot be asked just now, what it said before still holds.
      try? refreshExemptions(enforcer, at: now)
      if let why = watchlist.exemptions.reason(for: finding.mac) {
        watchlist.lift(finding.mac)
        log.event("spared \(finding.mac) (\(why.text)): \(finding.reason)", at: now)
        return
      }
      let ban = settings.policy.ban
      let block = enforcer.sentence(on: finding)
      try enforcer.block(block)
      sentences.open(finding.mac, length: ban, now: WallClock.steady)
      let place = block.place
      guard !settings.isDryRun else {
        log.event("would block \(finding.mac) for \(ban.words)\(place): \(finding.reason)", at: now)
        return
      }
      let delay = WallClock.now - finding.at
      log.event(
        "blocked \(finding.mac) for \(ban.words)\(place): \(finding.reason); in force "
          + "\(delay.inMilliseconds) ms after the message that tripped it", at: now)
      for warning in enforcer.newWarnings(at: now) { log.event("warning: \(warning.line)", at: now) }
    } catch {
      // Its next message will trip the threshold again.
      watchlist.lift(finding.mac)
      log.event("block \(finding.mac) failed: \(error)", at: now)
    }
  }

  // MARK: - Sentences

  private mutating func adopt(_ standing: [StandingBlock]) {
    let now = WallClock.steady
    for block in standing {
      let remaining = block.remaining ?? settings.policy.ban
      sentences.open(block.block.mac, length: settings.policy.ban, remaining: remaining, now: now)
      watchlist.ban(block.block.mac, until: WallClock.now + remaining)
    }
    guard !standing.isEmpty else { return }
    let blocks = standing.count == 1 ? "1 block" : "\(standing.count) blocks"
    log.always("took over \(blocks) that an earlier run left behind")
  }

  // A frame was seen where blocked ones are not: somebody took its block away, alone or with the whole ruleset.
  private mutating func lookAfter(_ mac: MACAddress, _ enforcer: Enforcer) {
    let now = WallClock.steady
    guard settings.scope != .llc, !settings.isDryRun, let remaining = sentences.escaped(mac, now: now) else {
      return
    }
    do {
      switch try enforcer.lookAfter(mac, for: remaining) {
      case .restored: log.event("blocked \(mac) again: the rules had been taken away", at: now)
      case .pardoned:
        sentences.close(mac)
        watchlist.lift(mac)
        log.event("unblocked \(mac): somebody else did", at: now)
      // Whoever is heard now comes in by another port, and is judged anew.
      case .standing: if settings.isAtPort, watchlist.isBanned(mac) { watchlist.lift(mac) }
      }
    } catch {
      log.event("block \(mac) again failed: \(error)", at: now)
    }
  }

  private mutating func serve(_ enforcer: Enforcer) {
    for action in sentences.due(now: WallClock.steady) {
      switch action {
      case .measure(let mac): sentences.measured(mac, dropped: dropped(mac, enforcer))
      case .judge(let mac): judge(mac, enforcer)
      case .lift(let mac): lift(mac, enforcer)
      }
    }
  }

  private mutating func judge(_ mac: MACAddress, _ enforcer: Enforcer) {
    let now = WallClock.steady
    guard case .extended = sentences.judge(mac, dropped: dropped(mac, enforcer), now: now) else { return }
    do {
      let ban = settings.policy.ban
      try enforcer.extend(mac, by: ban)
      watchlist.extendBan(of: mac, until: WallClock.now + ban)
      log.event("extended \(mac) by \(ban.words): the flood goes on", at: now)
    } catch {
      log.event("extend \(mac) failed: \(error)", at: now)
    }
  }

  private mutating func dropped(_ mac: MACAddress, _ enforcer: Enforcer) -> UInt64? {
    do {
      return try enforcer.dropped(mac)
    } catch {
      log.event("read the counter of \(mac) failed: \(error)", at: WallClock.steady)
      return nil
    }
  }

  private mutating func lift(_ mac: MACAddress, _ enforcer: Enforcer) {
    let now = WallClock.steady
    watchlist.lift(mac)
    do {
      try enforcer.lift(mac)
      log.event("unblocked \(mac): its time is over", at: now)
    } catch {
      log.event("unblock \(mac) failed: \(error)", at: now)
    }
  }

  // MARK: - Coming and going

  private mutating func refreshExemptions(_ enforcer: Enforcer, at now: Timestamp) throws {
    guard let fresh = try enforcer.exemptions.refreshed(at: now) else { return }
    watchlist.exemptions = fresh
  }

  private func announce(_ enforcer: Enforcer) {
    let site = enforcer.site
    log.always(
      "guarding \(site.interface): mode \(site.mode.rawValue)\(site.bridge.map { " on \($0)" } ?? ""), "
        + "\(site.dialect.rawValue), scope \(settings.scope.rawValue)"
        + (settings.isDryRun ? ", dry run" : ""))
    log.always("chosen because \(site.reason)")
    for warning in enforcer.warnings { log.always("warning: \(warning.line)") }
    log.always("blocking at \(settings.limits), for \(settings.policy.ban.words)")
  }

  private func sumUp(_ capture: inout LiveCapture) {
    do {
      let counted = try capture.statistics()
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
