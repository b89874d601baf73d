/// The frame of the blocks: the table with its sets and chains.
extension NFTablesText {
  static func installing(_ ruleset: Ruleset) -> [String] {
    var statements: [String] = []
    let table = name(ruleset.table)
    if ruleset.includesTable { statements.append("add table \(table)") }
    if ruleset.includesSearch {
      statements.append("add set \(table) \(ownSet) { \(ownBody.joined(separator: "; ")); }")
    }
    statements += ruleset.sets.map {
      "add set \(table) \(setName($0)) { \(setBody($0).joined(separator: "; ")); }"
    }
    let chains = chains(ruleset)
    statements += chains.filter(\.isNew).map { chain in
      "add chain \(table) \(chain.name)" + (chain.hook.map { " { \($0) }" } ?? "")
    }
    for chain in chains { statements += chain.rules.map { "add rule \(table) \(chain.name) \($0)" } }
    return statements + owning(ruleset, "add")
  }

  private struct Chain {
    var name: String
    var hook: String?
    var rules: [FilterRule]
    var isNew: Bool
  }

  /// What it adds to each chain, each chain before those that jump to it.
  private static func chains(_ ruleset: Ruleset) -> [Chain] {
    func added(_ sets: [BlockSet]) -> [FilterRule] {
      (ruleset.dropsNobody && sets.contains(where: \.dropsNobody) ? nobodyRules : []) + sets.flatMap(rules)
    }
    let isNew = ruleset.includesSearch
    let search = isNew ? searchRules(judge: dhcpChain, nested: nestedChain) : []
    return [
      Chain(
        name: dhcpChain, rules: (isNew ? [ownRule] : []) + added(ruleset.sets.filter { $0.scope == .dhcp }),
        isNew: isNew),
      Chain(name: nestedChain, rules: isNew ? nestedRules(judge: dhcpChain) : [], isNew: isNew),
      Chain(
        name: chain(ruleset.table), hook: hook(ruleset.table),
        rules: search + added(ruleset.sets.filter { $0.scope != .dhcp }), isNew: ruleset.includesTable),
    ].filter { $0.isNew || !$0.rules.isEmpty }
  }

  static func removing(_ ruleset: Ruleset) -> [String] {
    let table = name(ruleset.table)
    guard !ruleset.includesTable else { return ["delete table \(table)"] }
    return ruleset.sets.map { "flush set \(table) \(setName($0))" } + owning(ruleset, "delete")
  }

  static func text(_ ruleset: Ruleset) -> String {
    guard !ruleset.isOfOwn else { return lines(["# This host's own, too."] + owning(ruleset, "add")) }
    let own =
      ruleset.includesSearch ? "\tset \(ownSet) {\n" + lines(ownBody.map { "\t\t\($0)" }) + "\t}\n\n" : ""
    let sets = ruleset.sets.map { set in
      "\tset \(setName(set)) {\n" + lines(setBody(set).map { "\t\t\($0)" }) + "\t}\n\n"
    }
    let chains = chains(ruleset).map { chain in
      "\tchain \(chain.name) {\n"
        + lines(((chain.hook.map { [$0] } ?? []) + chain.rules.map(\.description)).map { "\t\t\($0)" })
        + "\t}\n"
    }
    return "# A set of sources for each scope, and the chains that drop what they send.\n"
      + "table \(name(ruleset.table)) {\n" + own + sets.joined() + chains.joined(separator: "\n") + "}\n"
      + (ruleset.own.isEmpty
        ? "" : "\n" + lines(["# This host's own: nobody else has them."] + owning(ruleset, "add")))
  }

  /// The set of this host's own addresses.
  public static let ownSet = "own"
  /// The rule of `dhcpChain` that drops what has come in from one of them; each counts what it is dropped for.
  public static let ownRule = FilterRule(.source(in: ownSet), .verdict(.drop))
  private static let ownBody = ["type ether_addr", "counter"]

  private static func owning(_ ruleset: Ruleset, _ word: String) -> [String] {
    ruleset.own.isEmpty ? [] : [verb(word, ruleset.table, ownSet, ruleset.own.map { "\($0)" })]
  }

  private static func setBody(_ set: BlockSet) -> [String] {
    if let version = set.clients {
      return ["typeof \(clientKey(version))", "flags timeout", "counter"]
    }
    return ["type \(set.isAtPort ? "ifname . " : "")ether_addr", "flags timeout", "counter"]
  }
}
