internal import Wire

/// Plans the gate that is to stand less the one that does: planning again after applying gives an empty plan.
public enum NewcomerLimitPlanner {
  /// How much less than asked may remain of a known client's time, for the time between planning and reading back.
  public static let tolerance = Duration.seconds(1)

  /// What is missing for the gate to stand with these sources known. Whoever is known beyond that stays known.
  ///
  /// - Throws: For a table of ebtables, and for a rate outside `NewcomerLimit.rates`.
  public static func install(
    _ gate: NewcomerLimit, known: [KnownClient] = [], running: RunningRules
  ) throws(PlanError) -> Plan {
    try check(gate)
    var changes = frame(gate, running)
    let standing = Dictionary((running.gate?.known ?? []).map { (Key($0), $0) }) { first, _ in first }
    var seen: Set<Key> = []
    for one in known where !one.mac.isGroup && one.mac != .zero && seen.insert(Key(one)).inserted {
      if let old = standing[Key(one)], covers(old.lifetime, one.lifetime) { continue }
      changes.append(.know(one, gate.table))
    }
    return Plan(changes)
  }

  private static func frame(_ gate: NewcomerLimit, _ running: RunningRules) -> [Change] {
    // It is the program's, which stands or is replaced as a whole.
    guard gate.table.dialect != .bpf else { return [] }
    guard let standing = running.gate, standing.isWhole, let rate = standing.rate else {
      return [.installGate(gate)]
    }
    return rate == gate.rate ? [] : [.changeGate(gate, was: NewcomerLimit(table: gate.table, rate: rate))]
  }

  /// Takes away what there is of a gate, and who is known with it.
  public static func remove(_ running: RunningRules) -> Plan {
    guard let gate = running.gate else { return Plan() }
    let known = gate.known.map { Change.forget($0, running.table) }
    let whole = NewcomerLimit(table: running.table, rate: gate.rate ?? NewcomerLimit.standardRate)
    return Plan(known + (running.table.dialect == .bpf ? [] : [.removeGate(whole)]))
  }

  // One can be both.
  private struct Key: Hashable {
    let mac: MACAddress
    let isExempt: Bool
    init(_ one: KnownClient) { (mac, isExempt) = (one.mac, one.isExempt) }
  }

  private static func covers(_ remaining: Duration?, _ lifetime: Duration?) -> Bool {
    guard let remaining else { return true }
    guard let lifetime else { return false }
    return remaining + tolerance >= lifetime
  }

  private static func check(_ gate: NewcomerLimit) throws(PlanError) {
    let attempt = "guard against newcomers at \(gate.rate)/s"
    guard gate.table.dialect != .ebtables else {
      throw PlanError(
        attempt: "\(attempt) by ebtables", reason: "its rules cannot tell who is known from who is not",
        advice: "choose backend nftables, or leave --limit-unknown away")
    }
    guard NewcomerLimit.rates.contains(gate.rate) else {
      throw PlanError(
        attempt: attempt,
        reason:
          "the rate is not between \(NewcomerLimit.rates.lowerBound) and \(NewcomerLimit.rates.upperBound)",
        advice: "give one such as 20/s", isBadInput: true)
    }
  }
}
