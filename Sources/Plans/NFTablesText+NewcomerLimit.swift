internal import Wire

/// The gate, in dhcpward's own table. Its chain is hooked in behind the one that drops what is blocked.
extension NFTablesText {
  /// The set of sources that are known.
  public static let knownSet = "known"
  /// The set of sources that are exempt.
  public static let exemptSet = "exempt"
  /// The set of how fast those of the two send.
  public static let paceSet = "pace"
  /// The set of newcomers who sent a message a moment ago.
  public static let seenSet = "seen"
  /// The set of those for whom that one had no room.
  public static let brieflySeenSet = "seen_briefly"
  /// The chain that all frames pass.
  public static let gateChain = "guard"
  /// The chain that looks for DHCP behind two tags.
  public static let gateNestedChain = "guard_nested"
  /// The chain that DHCP messages are judged in.
  public static let newcomersChain = "newcomers"
  /// The chain that first messages share a rate in.
  public static let firstChain = "first_messages"

  /// The set that one is in.
  public static func setName(_ one: KnownClient) -> String { one.isExempt ? exemptSet : knownSet }

  /// The rules of `newcomersChain`, in order. `pace` has room for all that can be in the two sets. Noting a source in a
  /// full set fails, and with it the rule alone: then the next one notes it for a shorter time, and when that fails too,
  /// newcomers beyond the rate are dropped and whoever is known passes.
  public static func newcomersRules(_ gate: NewcomerLimit) -> [FilterRule] {
    let pacing = FilterRule.Part.update(
      paceSet, FilterRule.Rate(NewcomerLimit.sourceRate, burst: NewcomerLimit.sourceBurst))
    let exempt = FilterRule.Rate(NewcomerLimit.exemptRate, burst: NewcomerLimit.exemptBurst)
    return [
      FilterRule(.source(in: exemptSet), pacing, .limit(exempt), .verdict(.giveBack)),
      FilterRule(.source(in: exemptSet), .counter, .verdict(.drop)),
      FilterRule(.source(in: knownSet), pacing, .verdict(.giveBack)),
      FilterRule(.source(in: knownSet), .counter, .verdict(.drop)),
      returning(seenSet, gate),
      returning(brieflySeenSet, gate),
      FilterRule(.update(seenSet), .verdict(.goto(firstChain))),
      FilterRule(.update(brieflySeenSet)),
      FilterRule(.verdict(.goto(firstChain))),
    ]
  }

  private static func returning(_ set: String, _ gate: NewcomerLimit) -> FilterRule {
    FilterRule(.source(in: set), .limit(.init(gate.returningRate)), .update(set), .verdict(.giveBack))
  }

  /// The rules of `firstChain`, in order.
  public static func firstRules(_ gate: NewcomerLimit) -> [FilterRule] {
    [
      FilterRule(.limit(.init(gate.rate, burst: gate.burst)), .verdict(.giveBack)),
      FilterRule(.counter, .verdict(.drop)),
    ]
  }

  /// The rules of `gateChain`, in order.
  public static let gateRules = searchRules(judge: newcomersChain, nested: gateNestedChain)
  /// The rules of `gateNestedChain`, in order.
  public static let gateNestedRules = nestedRules(judge: newcomersChain)

  /// The sets, in order.
  private static let sets: [(name: String, body: [String])] = [
    (exemptSet, ["type ether_addr", "size \(NewcomerLimit.knownCapacity)"]),
    (knownSet, ["type ether_addr", "size \(NewcomerLimit.knownCapacity)", "flags timeout"]),
    (paceSet, dynamic(2 * NewcomerLimit.knownCapacity, NewcomerLimit.sourcePatience)),
    (seenSet, dynamic(NewcomerLimit.seenCapacity, NewcomerLimit.patience)),
    (brieflySeenSet, dynamic(NewcomerLimit.seenCapacity, NewcomerLimit.briefPatience)),
  ]

  private static func dynamic(_ size: UInt32, _ timeout: Duration) -> [String] {
    ["type ether_addr", "size \(size)", "flags dynamic,timeout", "timeout \(timeout.compact)"]
  }

  static func installing(_ gate: NewcomerLimit) -> [String] {
    let table = name(gate.table)
    return sets.map { "add set \(table) \($0.name) { \($0.body.joined(separator: "; ")); }" }
      + ["add chain \(table) \(firstChain)"]
      + firstRules(gate).map { "add rule \(table) \(firstChain) \($0)" }
      + ["add chain \(table) \(newcomersChain)"]
      + newcomersRules(gate).map { "add rule \(table) \(newcomersChain) \($0)" }
      + ["add chain \(table) \(gateNestedChain)"]
      + gateNestedRules.map { "add rule \(table) \(gateNestedChain) \($0)" }
      + ["add chain \(table) \(gateChain) { \(hook(gate.table, priority: gatePriority)) }"]
      + gateRules.map { "add rule \(table) \(gateChain) \($0)" }
  }

  static func changing(_ gate: NewcomerLimit) -> [String] {
    let table = name(gate.table)
    return [(firstChain, firstRules(gate)), (newcomersChain, newcomersRules(gate))].flatMap { chain, rules in
      ["flush chain \(table) \(chain)"] + rules.map { "add rule \(table) \(chain) \($0)" }
    }
  }

  static func removing(_ gate: NewcomerLimit) -> [String] {
    let table = name(gate.table)
    return [
      "delete chain \(table) \(gateChain)", "delete chain \(table) \(gateNestedChain)",
      "flush chain \(table) \(newcomersChain)",
      "delete chain \(table) \(newcomersChain)", "delete chain \(table) \(firstChain)",
    ] + sets.reversed().map { "delete set \(table) \($0.name)" }
  }

  static func text(_ gate: NewcomerLimit) -> String {
    func set(_ name: String, _ body: [String]) -> String {
      "\tset \(name) {\n" + lines(body.map { "\t\t\($0)" }) + "\t}\n\n"
    }
    func chain(_ name: String, _ body: [some CustomStringConvertible]) -> String {
      "\tchain \(name) {\n" + lines(body.map { "\t\t\($0)" }) + "\t}\n"
    }
    return "# Senders of DHCP that are not known share a rate; one that sends again passes.\n"
      + "table \(name(gate.table)) {\n" + sets.map(set).joined()
      + chain(firstChain, firstRules(gate)) + "\n"
      + chain(newcomersChain, newcomersRules(gate)) + "\n"
      + chain(gateNestedChain, gateNestedRules) + "\n"
      + chain(gateChain, [hook(gate.table, priority: gatePriority)] + gateRules.map(\.description)) + "}\n"
  }

  // One that stands keeps its old time when it is added again, so it is deleted in between.
  static func knowing(_ some: [KnownClient], _ table: Table, fresh: Bool) -> [String] {
    bySet(some).flatMap { set, some in
      let keys = some.map { "\($0.mac)" }
      let renewal = fresh ? [] : [verb("add", table, set, keys), verb("delete", table, set, keys)]
      return renewal + [verb("add", table, set, some.map(element))]
    }
  }

  static func forgetting(_ some: [KnownClient], _ table: Table) -> [String] {
    bySet(some).map { set, some in verb("delete", table, set, some.map { "\($0.mac)" }) }
  }

  private static func bySet(_ some: [KnownClient]) -> [(set: String, some: [KnownClient])] {
    [exemptSet, knownSet].compactMap { set in
      let some = some.filter { setName($0) == set }
      return some.isEmpty ? nil : (set, some)
    }
  }

  static func element(_ knownClient: KnownClient) -> String {
    "\(knownClient.mac)" + (knownClient.lifetime.map { " timeout \($0.compact)" } ?? "")
  }
}
