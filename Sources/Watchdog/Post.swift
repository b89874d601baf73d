import Blocks
import Capture
import Flood
import Host
import Ledger
import Placement
import Plans
import System
import Wire

/// One interface that is guarded: its capture, its engine, its blocks.
final class Post {
  var settings: Settings
  let enforcer: Enforcer
  let outside: Outside
  let vendors = VendorFiles()
  /// With several interfaces each line says which it is about.
  var isAlone: Bool

  var watchlist: Watchlist
  var blocks: BlockTable
  var tallies = Tallies()
  private var lock: InstanceLock?
  private var listener: Listener?
  private var servers: Listener?
  private var findings: [(Finding, ClientEvidence?)] = []
  var lastLookForOwn: Timestamp?
  var lastBlock: Timestamp?
  private var escaped: [(block: Block, vlan: VLANID?)] = []

  var log: Log { outside.log }
  var interface: InterfaceName { enforcer.site.interface }
  /// A dry run leaves nothing behind, least of all what is taken for true the next time.
  var ledger: Ledger? { settings.isDryRun ? nil : outside.ledger }

  /// A post that has not touched anything yet. Throws where it could not be held.
  init(settings: Settings, machine: Machine, outside: Outside, isAlone: Bool) throws {
    self.settings = settings
    self.outside = outside
    self.isAlone = isAlone
    let earlier = settings.wish.interface.flatMap { outside.ledger?.chosen(on: $0) }
    enforcer = try Enforcer(settings: settings, machine: machine, earlier: earlier, show: outside.show)
    watchlist = Watchlist(policy: settings.policy)
    watchlist.hearsBanned = settings.isDryRun || enforcer.site.hearsBlocked
    blocks = BlockTable(
      table: enforcer.site.table, scope: settings.scope, isAtPort: settings.isAtPort,
      isDryRun: settings.isDryRun, policy: settings.policy)
  }

  /// Builds what is missing and begins to listen; takes everything back when that fails. `isOthers` says which of the
  /// blocks that stand are those of another post.
  func begin(inheriting standing: [StandingBlock] = [], isOthers: @escaping (Block.Key) -> Bool) throws {
    if !settings.isDryRun { lock = try InstanceLock(enforcer.lockName) }
    var isSettled = false
    do {
      try enforcer.build()
      try restore(inheriting: standing, isOthers: isOthers)
      mend(now: WallClock.steady)
      isSettled = true
      listener = try Listener(
        on: enforcer.listeningPlace, promiscuous: enforcer.site.mode == .existing,
        index: enforcer.placeIndex)
      servers = try serversListener()
      try refreshExemptions(at: WallClock.steady)
    } catch {
      // A refusal: the one line that says why is enough.
      try? leave(speaking: isSettled)
      throw error
    }
    announce()
    if let chosen = enforcer.chosen { ledger?.choose(chosen, on: interface, now: WallClock.now) }
  }

  /// To be polled for input.
  var descriptors: [Int32] {
    [listener, servers].compactMap { $0?.descriptor } + enforcer.descriptors
  }

  /// When there is something to do although nothing came.
  var due: Timestamp? {
    [blocks.due(readsUse: readsUse), enforcer.doubts.network, enforcer.acquaintances.due].compactMap(\.self)
      .min()
  }

  /// Where blocked sources are not heard, the engine is told what their rules have dropped while that matters.
  var readsUse: Bool { !watchlist.hearsBanned && watchlist.isNearBrake }

  /// Does what there is to do.
  func step() throws {
    guard let listener else { return }
    mend(listener)
    learn(servers)
    try hear(listener)
    for (block, vlan) in escaped { perform([.read(block, .escape(vlan: vlan))]) }
    escaped.removeAll(keepingCapacity: true)
    for (finding, said) in findings { act(on: finding, said) }
    findings.removeAll(keepingCapacity: true)
    for alarm in watchlist.takeAlarms() { tell(alarm) }
    lookForOwn(now: WallClock.steady)
  }

  private func hear(_ listener: Listener) throws {
    let isBehind = !enforcer.site.hearsBlocked
    let now = ClockReading.now
    do {
      try listener.drain { bytes, link, at in
        guard let message = Frame.clientMessage(in: bytes, link: link) else { return }
        tallies.note(message.kind)
        if let block = blocks.hear(message.source, at: at, isBehind: isBehind, now: now) {
          escaped.append((block, message.vlans[0]))
        }
        if let finding = watchlist.note(message, at: at) {
          findings.append((finding, Frame.evidence(in: bytes, link: link)))
        }
      }
    } catch {
      guard !settings.isDryRun else { throw error }
      announce(.failure, .error, "\(error); going on when there is a \(listener.place) to listen to")
    }
  }

  func refreshExemptions(at now: Timestamp) throws {
    guard var fresh = try enforcer.exemptions.refreshed(at: now) else { return }
    fresh.allowed.formUnion(outside.ledger?.allowed ?? [])
    (watchlist.exemptions, blocks.exemptions) = (fresh, fresh)
    try enforcer.exempt(fresh)
  }

  // MARK: - Coming and going

  private func announce() {
    let site = enforcer.site
    announce(
      .start, .notice,
      "guarding \(site.interface): mode \(site.mode.rawValue)\(site.bridge.map { " on \($0)" } ?? ""), "
        + "\(site.dialect.rawValue), scope \(settings.scope.rawValue)"
        + (settings.isDryRun ? ", dry run" : ""))
    announce(.note, .info, "chosen because \(site.reason)")
    if let rate = settings.guardRate {
      announce(
        .note, .info,
        "DHCP from sources that no server here has served is limited to \(rate)/s; whoever repeats itself passes"
      )
    }
    for warning in enforcer.warnings { announce(.note, .warning, "warning: \(warning.line)") }
    announce(
      .note, .info,
      settings.limits.isEmpty
        ? "blocking nobody: there is no threshold that blocks"
        : "blocking at \(settings.limits), for \(settings.policy.ban.words), doubling up to "
          + settings.policy.banCap.words
    )
  }

  /// What became of the frames.
  var statistics: LiveStatistics { (try? listener?.statistics()) ?? LiveStatistics() }

  func sumUp() {
    guard let listener else { return }
    do {
      let counted = try listener.statistics()
      announce(
        .note, .info,
        "received \(counted.received) frames, of which the kernel dropped \(counted.droppedByKernel) unread")
    } catch {
      announce(.failure, .error, "\(error)")
    }
  }

  /// Leaves the network as it was asked to. A failure is said here, as the caller may have an earlier one to throw.
  func leave(speaking: Bool = true) throws {
    defer { (listener, servers, lock) = (nil, nil, nil) }
    guard !settings.keeps || settings.isDryRun else {
      if speaking { announce(.stop, .notice, "stopped; bridge and blocks stay, as asked") }
      return
    }
    let outcome: String
    do {
      outcome = try enforcer.leave()
    } catch {
      announce(.failure, .error, "stopped, but not everything could be put back: \(error)")
      throw error
    }
    guard speaking else { return }
    announce(.stop, .notice, settings.isDryRun ? "stopped; nothing was changed" : "stopped; \(outcome)")
  }

  // MARK: - Talking

  /// An event of this post.
  func event(_ kind: Event.Kind, _ level: Event.Level, _ mac: MACAddress? = nil, _ words: String) -> Event {
    Event(
      at: WallClock.now, kind, level: level, interface: interface, mac: mac,
      isAlone ? words : "\(interface): \(words)")
  }

  /// Tells what may come in any number.
  func tell(_ event: Event, at now: Timestamp) {
    tallies.note(event)
    log.event(event, at: now)
  }

  func tell(
    _ kind: Event.Kind, _ level: Event.Level, _ mac: MACAddress? = nil, _ words: String, at now: Timestamp
  ) {
    tell(event(kind, level, mac, words), at: now)
  }

  /// Tells what is always to be read.
  func announce(_ kind: Event.Kind, _ level: Event.Level, _ words: String) {
    let event = event(kind, level, nil, words)
    tallies.note(event)
    log.always(event)
  }
}
