import Flood
import Host
import Placement
import Plans
import Wire

/// `--limit-unknown`: newcomers share a rate, and whoever a server has served is no newcomer.
extension Enforcer {
  /// The gate that was asked for.
  var gate: NewcomerLimit? { settings.guardRate.map { NewcomerLimit(table: site.table, rate: $0) } }

  /// Refuses a gate that cannot stand here, before anything is touched.
  func checkGate() throws {
    guard let gate else { return }
    _ = try NewcomerLimitPlanner.install(gate, running: RunningRules(table: site.table))
    guard case .fails(let words) = host.support(ofGateIn: site.table) else { return }
    throw PlanError(
      attempt: "guard against newcomers on \(site.interface)", reason: words,
      advice: "leave --limit-unknown away")
  }

  /// Puts the gate up, with those known whom an earlier run has learnt; or takes away one that a killed run left.
  func settleGate(_ running: RunningRules, _ remembered: [KnownClient], now: BootTime) throws {
    knownClients.adopt(running.exempt.map { KnownClient(mac: $0, isExempt: true) }, now: now)
    guard let gate else {
      // At the XDP hook it went with the program.
      if running.gate != nil, site.mode != .xdp, try isAlone() {
        try carryOut(NewcomerLimitPlanner.remove(running))
      }
      return
    }
    knownClients.adopt(remembered, now: now)
    knownClients.adopt(running.gate?.known ?? [], now: now)
    // Who is not exempt any more is forgotten once all that are have been asked for.
    let new = knownClients.difference(to: try exemptions.read().named).new
    let exempt = new.map { KnownClient(mac: $0, isExempt: true) }
    try carryOut(NewcomerLimitPlanner.install(gate, known: exempt + remembered, running: running))
    knownClients.exempt(new)
  }

  /// Those whom the machine must never block are exempt from the gate, and not counted at the XDP hook.
  func exempt(_ exemptions: Exemptions) throws {
    guard gate != nil || site.mode == .xdp else { return }
    let change = knownClients.difference(to: exemptions.named)
    try carryOut(
      Plan(
        change.new.map { .know(KnownClient(mac: $0, isExempt: true), site.table) }
          + change.gone.map { .forget(KnownClient(mac: $0, isExempt: true), site.table) }))
    knownClients.exempt(change.new, notAnyMore: change.gone)
  }

  /// Tells the kernel whom servers have served since the last time.
  func introduce(_ some: [KnownClient]) throws {
    try carryOut(Plan(some.map { .know($0, site.table) }))
  }

  /// Makes a newcomer of a source that was blocked.
  func forget(_ mac: MACAddress) throws {
    guard knownClients.forget(mac) else { return }
    try carryOut(Plan([.forget(KnownClient(mac: mac), site.table)]))
  }

  /// What is missing of the gate, given what stands of the rules without who is known.
  func gateRepairs(_ running: RunningRules, now: BootTime) throws(PlanError) -> Plan {
    guard let gate else { return Plan() }
    let repair = try NewcomerLimitPlanner.install(gate, running: running)
    guard !repair.isEmpty || doubts.isKnownInDoubt else { return Plan() }
    return repair + Plan(knownClients.all(now: now).map { .know($0, site.table) })
  }

  /// What takes the gate away; nothing when it is not this daemon's.
  func gateRemoval(_ running: RunningRules) -> Plan {
    gate == nil ? Plan() : NewcomerLimitPlanner.remove(running)
  }

  // The table is all bridges', so the gate may be another daemon's.
  private func isAlone() throws -> Bool {
    try host.network().links.allSatisfy { $0.name == lockName || !host.isGuarded($0.name) }
  }
}

extension Exemptions {
  /// Those whose messages are not to be counted among strangers'; not this machine's own, which are dropped where they come
  /// in.
  var named: Set<MACAddress> { gateways.union(sessions).union(relays).union(allowed) }
}
