internal import Wire

/// The gate, in dhcpward's own table. Its chain is hooked in behind the one that drops what is blocked.
extension NFTablesText {
  /// The set of sources that are known.
  public static let knownSet = "known"
  /// The set of newcomers who sent a message a moment ago.
  public static let seenSet = "seen"
  /// The chain that all frames pass.
  public static let gateChain = "guard"
  /// The chain that looks for DHCP behind two tags.
  public static let gateNestedChain = "guard_nested"
  /// The chain that DHCP messages are judged in.
  public static let newcomersChain = "newcomers"

  /// The rules of `newcomersChain`, in order. Noting a source in a full set fails, and with it the rule alone: then
  /// the next one decides, so newcomers beyond the rate are dropped and whoever is known passes.
  public static func newcomersRules(_ gate: Gate) -> [String] {
    [
      "ether saddr @\(knownSet) return",
      "ether saddr @\(seenSet) limit rate \(gate.returningRate)/second burst \(gate.returningRate) packets "
        + "update @\(seenSet) { ether saddr } return",
      "update @\(seenSet) { ether saddr }",
      "limit rate \(gate.rate)/second burst \(gate.burst) packets return",
      "counter drop",
    ]
  }

  /// The rules of `gateChain`, in order.
  public static let gateRules = searchRules(judge: newcomersChain, nested: gateNestedChain)
  /// The rules of `gateNestedChain`, in order.
  public static let gateNestedRules = nestedRules(judge: newcomersChain)

  private static let knownBody = ["type ether_addr", "size \(Gate.knownCapacity)", "flags timeout"]
  private static let seenBody = [
    "type ether_addr", "size \(Gate.seenCapacity)", "flags dynamic,timeout",
    "timeout \(Gate.patience.compact)",
  ]

  static func installing(_ gate: Gate) -> [String] {
    let table = name(gate.table)
    return [
      "add set \(table) \(knownSet) { \(knownBody.joined(separator: "; ")); }",
      "add set \(table) \(seenSet) { \(seenBody.joined(separator: "; ")); }",
      "add chain \(table) \(newcomersChain)",
    ] + newcomersRules(gate).map { "add rule \(table) \(newcomersChain) \($0)" }
      + ["add chain \(table) \(gateNestedChain)"]
      + gateNestedRules.map { "add rule \(table) \(gateNestedChain) \($0)" }
      + ["add chain \(table) \(gateChain) { \(hook(gate.table, priority: gatePriority)) }"]
      + gateRules.map { "add rule \(table) \(gateChain) \($0)" }
  }

  static func changing(_ gate: Gate) -> [String] {
    let table = name(gate.table)
    return ["flush chain \(table) \(newcomersChain)"]
      + newcomersRules(gate).map { "add rule \(table) \(newcomersChain) \($0)" }
  }

  static func removing(_ gate: Gate) -> [String] {
    let table = name(gate.table)
    return [
      "delete chain \(table) \(gateChain)", "delete chain \(table) \(gateNestedChain)",
      "flush chain \(table) \(newcomersChain)",
      "delete chain \(table) \(newcomersChain)", "delete set \(table) \(seenSet)",
      "delete set \(table) \(knownSet)",
    ]
  }

  static func text(_ gate: Gate) -> String {
    func set(_ name: String, _ body: [String]) -> String {
      "\tset \(name) {\n" + lines(body.map { "\t\t\($0)" }) + "\t}\n\n"
    }
    func chain(_ name: String, _ body: [String]) -> String {
      "\tchain \(name) {\n" + lines(body.map { "\t\t\($0)" }) + "\t}\n"
    }
    return "# Senders of DHCP that are not known share a rate; one that sends again passes.\n"
      + "table \(name(gate.table)) {\n" + set(knownSet, knownBody) + set(seenSet, seenBody)
      + chain(newcomersChain, newcomersRules(gate)) + "\n"
      + chain(gateNestedChain, gateNestedRules) + "\n"
      + chain(gateChain, [hook(gate.table, priority: gatePriority)] + gateRules) + "}\n"
  }

  // One that stands keeps its old time when it is added again, so it is deleted in between.
  static func knowing(_ some: [Acquaintance], _ table: Table, fresh: Bool) -> [String] {
    let keys = some.map { "\($0.mac)" }
    let renewal = fresh ? [] : [verb("add", table, knownSet, keys), verb("delete", table, knownSet, keys)]
    return renewal + [verb("add", table, knownSet, some.map(element))]
  }

  static func element(_ acquaintance: Acquaintance) -> String {
    "\(acquaintance.mac)" + (acquaintance.lifetime.map { " timeout \($0.compact)" } ?? "")
  }
}
