import Blocks
import Capture
import Flood
import Host
import Ledger
import Placement
import Plans
import ServerDiscovery
import System
import Wire

/// One interface that is guarded: its capture, its engine, its blocks.
final class GuardedInterface {
  var settings: Settings
  let enforcer: Enforcer
  let environment: DaemonEnvironment
  /// With several interfaces each line says which it is about.
  var isAlone: Bool

  var watchlist: Watchlist
  var blocks: BlockTable
  var counters = Counters()
  private var lock: InstanceLock?
  private var session: CaptureSession?
  private var servers: CaptureSession?
  private var findings: [(Finding, ClientEvidence?)] = []
  var lastLookForOwn: BootTime?
  var lastBlock: BootTime?
  var shared = SharedAddresses()
  private var escaped: [(block: Block, vlan: VLANID?)] = []

  var host: any HostReader { enforcer.host }
  var interface: InterfaceName { enforcer.site.interface }
  var ledger: Ledger? { environment.ledger }
  /// What both clocks say now.
  var now: ClockReading { environment.clock() }

  /// An interface that has not been touched yet. Throws where it could not be guarded.
  init(
    settings: Settings, host: any HostReader, writer: any HostWriter, environment: DaemonEnvironment,
    isAlone: Bool
  ) throws {
    self.settings = settings
    self.environment = environment
    self.isAlone = isAlone
    let earlier = settings.wish.interface.flatMap { environment.ledger?.chosen(on: $0) }
    enforcer = try Enforcer(
      settings: settings, host: host, writer: writer, clock: environment.clock, earlier: earlier)
    watchlist = Watchlist(policy: settings.policy)
    watchlist.hearsBanned = settings.isDryRun || enforcer.site.hearsBlocked
    watchlist.blocksClients = BlockPlanner.blocksClients(in: enforcer.site.table)
    blocks = BlockTable(
      table: enforcer.site.table, scope: settings.scope, isAtPort: settings.isAtPort,
      isDryRun: settings.isDryRun, policy: settings.policy)
  }

  /// Builds what is missing and begins to listen; takes everything back when that fails. `isOthers` says which of the
  /// blocks that stand are those of another interface.
  func begin(inheriting standing: [StandingBlock] = [], isOthers: @escaping (Block.Key) -> Bool) throws {
    lock = try enforcer.writer.lock(enforcer.lockName)
    var isSettled = false
    do {
      try enforcer.build()
      try restore(inheriting: standing, isOthers: isOthers)
      discardReports()
      reconcile()
      isSettled = true
      session = try listen(promiscuous: enforcer.site.mode == .existing, to: .clients)
      if enforcer.gate != nil, !settings.isDryRun {
        servers = try listen(promiscuous: false, to: .ownServers)
      }
      try refreshExemptions()
    } catch {
      // A refusal: the one line that says why is enough.
      try? leave(speaking: isSettled)
      throw error
    }
    announceStart()
    if let chosen = enforcer.chosen { ledger?.choose(chosen, on: interface, now: now.wall) }
  }

  private func listen(promiscuous: Bool, to speaker: Speaker) throws(CaptureError) -> CaptureSession {
    let (host, place) = (host, enforcer.listeningPlace)
    return try CaptureSession(on: place, index: enforcer.placeIndex) { () throws(CaptureError) in
      try host.capture(on: place, promiscuous: promiscuous, of: speaker)
    }
  }

  /// To be polled for input.
  var descriptors: [Int32] {
    [session, servers].compactMap { $0?.descriptor } + enforcer.descriptors
      + (host.reports(of: enforcer.site.table).map { [$0.descriptor] } ?? [])
  }

  /// When there is something to do although nothing came.
  var due: BootTime? {
    [blocks.due(readsUse: readsUse), enforcer.doubts.network, enforcer.knownClients.due].compactMap(\.self)
      .min()
  }

  /// Where blocked sources are not heard, the engine is told what their rules have dropped while that matters.
  var readsUse: Bool { !watchlist.hearsBanned && watchlist.isNearBrake }

  /// Does what there is to do.
  func step() throws {
    guard let session else { return }
    reconcile(session)
    if let servers { learn(from: servers) }
    try hear(session)
    hearReports()
    for (block, vlan) in escaped { perform([.read(block, .escape(vlan: vlan))]) }
    escaped.removeAll(keepingCapacity: true)
    for (finding, said) in findings { act(on: finding, said) }
    findings.removeAll(keepingCapacity: true)
    lookForShared()
    lookForOwn()
    for alarm in watchlist.takeAlarms() { tell(.alarm(alarm)) }
  }

  private func hear(_ session: CaptureSession) throws {
    let isBehind = !enforcer.site.hearsBlocked
    let tellsPorts = enforcer.tellsPorts
    let now = now
    do {
      try session.drain { bytes, link, at in
        guard let message = Frame.clientMessage(in: bytes, link: link) else { return }
        counters.note(message.kind)
        if tellsPorts { shared.hear(message.source, vlan: message.vlans[0], now: now.boot) }
        if let finding = watchlist.note(message, at: at) {
          let said = Frame.evidence(in: bytes, link: link)
          let named = finding.named(by: said)
          watchlist.name(named)
          findings.append((named, said))
        }
        let heard = watchlist.heardClient.map(Subject.client) ?? .address(message.source)
        if let block = blocks.hear(heard, at: at, isBehind: isBehind, now: now) {
          escaped.append((block, message.vlans[0]))
        }
      }
    } catch {
      guard !settings.isDryRun else { throw error }
      announce(.failure(.listen(session.place), "\(error)"))
    }
  }

  func refreshExemptions() throws {
    guard var fresh = try enforcer.exemptions.refreshed(at: now.boot) else { return }
    fresh.allowed.formUnion(ledger?.allowed ?? [])
    (watchlist.exemptions, blocks.exemptions) = (fresh, fresh)
    try enforcer.exempt(fresh)
  }

  // MARK: - Coming and going

  private func announceStart() {
    announce(.started(enforcer.site, scope: settings.scope, isDryRun: settings.isDryRun))
    announce(.chose(enforcer.site.reason))
    if let rate = settings.guardRate { announce(.limitsUnknown(rate: rate)) }
    for warning in enforcer.warnings { announce(.concern(warning)) }
    announce(.judges(settings.policy))
  }

  /// What became of the frames.
  var statistics: LiveStatistics { (try? session?.statistics()) ?? LiveStatistics() }

  func sumUp() {
    guard let session else { return }
    do {
      let counted = try session.statistics()
      announce(.received(frames: counted.received, unread: counted.droppedByKernel))
    } catch {
      announce(.failure(.count, "\(error)"))
    }
  }

  /// Leaves the network as it was asked to. A failure is said here, as the caller may have an earlier one to throw.
  func leave(speaking: Bool = true) throws {
    defer { (session, servers, lock) = (nil, nil, nil) }
    guard !settings.keeps || settings.isDryRun else {
      if speaking { announce(.stopped(.keeping)) }
      return
    }
    let outcome: Occurrence.Restoration
    do {
      outcome = try enforcer.leave()
    } catch {
      announce(.stoppedShort("\(error)"))
      throw error
    }
    if speaking { announce(.stopped(settings.isDryRun ? .untouched : .undone(outcome))) }
  }

  // MARK: - Talking

  /// Tells what may come in any number.
  func tell(_ what: Occurrence) {
    let now = now
    environment.log.event(event(what, at: now.wall), at: now.boot)
  }

  /// Tells what is always to be read.
  func announce(_ what: Occurrence) { environment.log.always(event(what, at: now.wall)) }

  private func event(_ what: Occurrence, at moment: Timestamp) -> Event {
    let event = Event(at: moment, what, interface: interface, isOneOfSeveral: !isAlone)
    counters.note(event)
    return event
  }
}
