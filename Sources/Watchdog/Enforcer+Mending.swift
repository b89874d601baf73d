import Flood
import Host
import PacketFilter
import Placement
import Plans
import System
import Wire

/// Putting back what others take away: ours alone, at once, and ever more slowly when they keep at it.
extension Enforcer {
  /// What others did, and what was done about it.
  struct News {
    /// What a person meant by it.
    var wills: [Roster.Will] = []
    /// The blocks that are in force again.
    var restored: [Block.Key] = []
    /// To be told.
    var lines: [String] = []
    /// To be told in any case.
    var alarms: [String] = []
  }

  /// What is in doubt, and since when it may be looked at.
  struct Doubts {
    /// The rules.
    var rules: Timestamp?
    /// The bridge.
    var network: Timestamp?
    /// The notifications do not tell enough: all blocks are to be listed.
    var isEveryBlock = false
    /// Somebody put sources into the set of those that are known, or took some out.
    var isKnownInDoubt = false
    /// Who took something away last, as far as anybody said; nobody once it was looked whether anything is missing.
    var culprit = ""

    /// The next moment at which something is to be done.
    var next: Timestamp? { [rules, network].compactMap(\.self).min() }
  }

  // Long enough for the notification that says who it was.
  private static let hearing: Duration = .milliseconds(20)

  /// To be polled for input.
  var descriptors: [Int32] { monitor?.descriptors ?? [] }

  /// Takes what the kernel told.
  func hear(now: Timestamp, _ news: inout News) {
    for notice in monitor?.drain() ?? [] {
      switch notice {
      case .edit(let edit):
        news.wills += roster.note(edit, now: now)
        if case .other(let name) = edit.author, edit.takesAway || roster.isIncomplete {
          doubts.culprit = name
        }
        if edit.touchesKnown, gate != nil {
          doubts.isKnownInDoubt = true
          doubtRules(now)
        }
        if edit.touchesFrame || roster.isIncomplete { doubtRules(now) }
      case .ebtables where site.dialect == .ebtables:
        doubtRules(now)
        if site.mode.broutes { doubts.network = now }
      case .ebtables: break
      case .network: doubts.network = now
      case .lost:
        doubts.isEveryBlock = true
        doubts.isKnownInDoubt = gate != nil
        doubtRules(now)
        doubts.network = now
      }
    }
  }

  /// A frame of a blocked source was heard where none should be. True when its block stands all the same.
  func doubt(_ mac: MACAddress, now: Timestamp) throws -> Bool {
    guard let block = ownBlock(mac) else { return false }
    guard try machine.standing(block, site.table) == nil else { return true }
    if site.dialect == .nftables { roster.miss(block.key) }
    doubtRules(isTold ? now + Self.hearing : now)
    return false
  }

  /// What nobody tells of is looked at every few seconds.
  func lookRound(now: Timestamp) {
    guard monitor != nil, now - lastRound >= Self.round else { return }
    lastRound = now
    if !isTold { doubtRules(now) }
  }

  /// Looks at what is in doubt and puts back what is missing, where it is time.
  func mend(now: Timestamp, _ news: inout News) {
    // Whoever flushes the ruleset takes what goes with the bridge, too: the blocks come first, where they need neither an
    // interface nor a chain that may have to be made again.
    if site.table == .nftables, let moment = doubts.rules, moment <= now { mendRules(now, &news) }
    // Twice, as a bridge that was built again is another interface to listen to.
    for _ in 0..<2 {
      if let moment = doubts.network, moment <= now { mendNetwork(now, &news) }
    }
    if let moment = doubts.rules, moment <= now { mendRules(now, &news) }
  }

  func doubtRules(_ moment: Timestamp) {
    let earliest = rulesPatience.earliest(at: moment)
    doubts.rules = doubts.rules.map { min($0, earliest) } ?? earliest
  }

  // MARK: - Rules

  private func mendRules(_ now: Timestamp, _ news: inout News) {
    doubts.rules = nil
    // Without the port there is no ingress to stand at; it is looked at again when there is one.
    guard site.mode != .netdev || placeIndex != nil else { return }
    do {
      let sets = Array(roster.sets.union(self.sets))
      var running = try machine.frame(site.table)
      if doubts.isEveryBlock || site.dialect == .ebtables
        || !BlockPlanner.install(sets: sets, own: ownAddresses, running: running).isEmpty
      {
        running = try machine.rules(site.table)
        // Nobody says who takes a rule of ebtables out, so one that is gone alone is somebody's will.
        let pardons = site.dialect == .ebtables && running.hasTable
        // A hundred thousand take seconds to list: what is left of each is counted from the end of that.
        news.wills += roster.compare(with: running.blocks, pardons: pardons, now: WallClock.steady)
        doubts.isEveryBlock = false
      }
      let lacking = roster.lacking(now: now)
      let plan =
        try BlockPlanner.install(sets: sets, own: ownAddresses, running: running)
        + Plan(lacking.map { .block($0, site.table) })
        + gateRepairs(running, now: now)
      guard !plan.isEmpty else {
        doubts.culprit = ""
        return
      }
      defer {
        spend(\.rulesPatience, now, culprit, "its rules", &news)
        doubts.culprit = ""
      }
      try machine.apply(plan)
      roster.restored()
      doubts.isKnownInDoubt = false
      news.restored += lacking.map(\.key)
      let blocks =
        lacking.isEmpty ? "" : lacking.count == 1 ? " with 1 block" : " with \(lacking.count) blocks"
      let took = (WallClock.steady - now).inMilliseconds
      news.lines.append(
        "\(culprit) took \(plan.installs ? "rules" : "blocks") of dhcpward's away: put back\(blocks) in \(took) ms"
      )
    } catch {
      news.lines.append("put the rules back failed: \(error)")
      doubtRules(now)
    }
  }

  private var culprit: String { doubts.culprit.isEmpty ? "somebody" : "somebody (\(doubts.culprit))" }

  // MARK: - The bridge

  private func mendNetwork(_ now: Timestamp, _ news: inout News) {
    doubts.network = nil
    do {
      var network = try machine.network(
        around: names, broute: site.mode.broutes ? site.dialect : nil)
      monitor?.follow(Set(names.compactMap { network[$0]?.index }))
      follow(network, now)
      followOwn(network, now, &news)
      guard var keeper else { return }
      // What is left of routes by other interfaces, too, matters only where routes are to be put back.
      if network[keeper.bridge.name] == nil {
        network = try machine.network(under: keeper.bridge.port, keeper.bridge.name)
      }
      let wasGone = keeper.isPortGone
      defer {
        self.keeper = keeper
        doubts.network = [doubts.network, keeper.settles].compactMap(\.self).min()
      }
      let plan = try keeper.look(at: network, now: now)
      if keeper.isPortGone != wasGone {
        news.lines.append(
          "\(site.interface) is \(wasGone ? "back" : "gone; \(keeper.bridge.name) stays and waits for it")")
      }
      guard !plan.isEmpty else {
        complaint = ""
        return
      }
      let earliest = bridgePatience.earliest(at: now)
      guard earliest <= now || plan.onlyFollowsDevices else {
        doubts.network = earliest
        return
      }
      defer {
        // An administrator who makes VLAN devices takes nothing away.
        if !plan.onlyFollowsDevices {
          spend(\.bridgePatience, now, "somebody", "\(keeper.bridge.name) or what is on it", &news)
        }
      }
      try restore(plan, &news)
      complaint = ""
      news.lines += plan.repairs(of: keeper.bridge)
      doubts.network = now
    } catch {
      // The same refusal once, however often something happens meanwhile.
      let words = "\(error)"
      if words != complaint { news.lines.append("keep the bridge failed: \(words)") }
      complaint = words
      if !(error is PlanError) { doubts.network = bridgePatience.earliest(at: now) }
    }
  }

  // A route that cannot be put back is no reason to go without the rest.
  private func restore(_ plan: Plan, _ news: inout News) throws(ApplyError) {
    do throws(ApplyError) {
      try machine.apply(plan)
    } catch {
      guard error.change.isExtra else { throw error }
      news.lines.append("not put back: \(error.cause)")
      var rest = plan
      rest.changes.remove(at: error.position)
      try restore(rest, &news)
    }
  }

  // An interface that came again has lost its ingress hook.
  private func follow(_ network: Network, _ now: Timestamp) {
    let index = network[site.listeningPlace]?.index
    if index != placeIndex, site.mode == .netdev { doubtRules(now) }
    placeIndex = index
  }

  private func spend(
    _ patience: ReferenceWritableKeyPath<Enforcer, Patience>, _ now: Timestamp, _ culprit: String,
    _ what: String, _ news: inout News
  ) {
    guard let alarm = self[keyPath: patience].spend(at: now) else { return }
    let delay = self[keyPath: patience].delay.words
    switch alarm {
    case .losingIt:
      news.alarms.append(
        "\(culprit) keeps taking \(what) away: dhcpward waits \(delay) before it puts them back, and longer each time"
      )
    case .lost:
      news.alarms.append("\(culprit) still keeps taking \(what) away: put back once in \(delay) at most")
    }
  }
}
