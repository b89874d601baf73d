import Blocks
import Flood
import Host
import PacketFilter
import Placement
import Plans
import Wire

/// Putting back what others take away: ours alone, at once, and ever more slowly when they keep at it.
extension Enforcer {
  /// What was done about the bridge, and what is to be told of it.
  struct News {
    /// What was put right.
    var repairs: [NetworkRepair] = []
    /// They keep taking it away.
    var contested: RetryBackoff.Alarm?
    /// The rules may be missing something.
    var doubtsRules = false
  }

  /// What is in doubt, and since when it may be looked at.
  struct Doubts {
    /// The bridge.
    var network: BootTime?
    /// Somebody put sources into the set of those that are known, or took some out.
    var isKnownInDoubt = false
    /// Who took something away last, as far as anybody said; nobody once it was looked whether anything is missing.
    var culprit = ""
  }

  /// To be polled for input.
  var descriptors: [Int32] { monitor?.descriptors ?? [] }

  /// What nobody tells of is looked at every few seconds.
  func isRoundDue(now: BootTime) -> Bool {
    guard monitor != nil, now - lastRound >= Self.round else { return false }
    lastRound = now
    return !isTold
  }

  /// Looks at the bridge where it is in doubt, and puts back what is missing, where it is time.
  func mendNetwork(now: BootTime, _ news: inout News) {
    // Twice, as a bridge that was built again is another interface to listen to.
    for _ in 0..<2 {
      if let moment = doubts.network, moment <= now { mendNetwork(now, &news) }
    }
  }

  /// Who took something away, as far as anybody said.
  var culprit: String? { doubts.culprit.isEmpty ? nil : doubts.culprit }

  // MARK: - The bridge

  private func mendNetwork(_ now: BootTime, _ news: inout News) {
    doubts.network = nil
    do {
      var network = try host.network(
        around: names, broute: site.mode.broutes ? site.dialect : nil)
      monitor?.follow(Set(names.compactMap { network[$0]?.index }))
      follow(network, &news)
      followOwn(network, &news)
      guard var keeper else { return }
      // What is left of routes by other interfaces, too, matters only where routes are to be put back.
      if network[keeper.bridge.name] == nil {
        network = try host.network(under: keeper.bridge.port, keeper.bridge.name)
      }
      let wasGone = keeper.isPortGone
      defer {
        self.keeper = keeper
        doubts.network = [doubts.network, keeper.settles].compactMap(\.self).min()
      }
      let plan = try keeper.look(at: network, now: now)
      if keeper.isPortGone != wasGone {
        news.repairs.append(
          wasGone ? .back(site.interface) : .gone(site.interface, waiting: keeper.bridge.name))
      }
      guard !plan.isEmpty else {
        complaint = ""
        return
      }
      let earliest = bridgeBackoff.earliest(at: now)
      guard earliest <= now || plan.onlyFollowsDevices else {
        doubts.network = earliest
        return
      }
      defer {
        // An administrator who makes VLAN devices takes nothing away.
        if !plan.onlyFollowsDevices {
          news.contested = bridgeBackoff.spend(at: now) ?? news.contested
        }
      }
      try restore(plan, &news)
      complaint = ""
      news.repairs += plan.repairs(of: keeper.bridge)
      doubts.network = now
    } catch {
      // The same refusal once, however often something happens meanwhile.
      let words = "\(error)"
      if words != complaint { news.repairs.append(.failed(words)) }
      complaint = words
      if !(error is PlanError) { doubts.network = bridgeBackoff.earliest(at: now) }
    }
  }

  // A route that cannot be put back is no reason to go without the rest.
  private func restore(_ plan: Plan, _ news: inout News) throws {
    do {
      try writer.apply(plan)
    } catch let error as ApplyError where error.change.isExtra {
      news.repairs.append(.withoutExtra("\(error.cause)"))
      var rest = plan
      rest.changes.remove(at: error.position)
      try restore(rest, &news)
    }
  }

  // An interface that came again has lost its ingress hook.
  private func follow(_ network: Network, _ news: inout News) {
    let index = network[site.listeningPlace]?.index
    let program = network[site.listeningPlace]?.xdp
    if site.mode.isAtPort, index != placeIndex || site.mode == .xdp && program != hookProgram {
      news.doubtsRules = true
    }
    hookProgram = program
    placeIndex = index
  }
}
