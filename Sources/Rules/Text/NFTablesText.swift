internal import Wire

/// Plans in the language of nft(8), 1.0.6 and later. Steps of other languages are left out.
public enum NFTablesText {
  /// The family and name of dhcpward's own table.
  public static let table = "bridge dhcpward"
  /// The one chain of it, at the hook that every frame passes before the bridge decides.
  public static let chain = "prerouting"

  /// The set that holds the sources blocked in a scope.
  public static func setName(_ scope: Scope) -> String {
    switch scope {
    case .dhcp: "blocked_dhcp"
    case .all: "blocked_all"
    case .llc: "blocked_802_3"
    }
  }

  /// The rules of a scope, in order. They match the port first and the source last, so that an element's counter
  /// counts the frames that were dropped and no others. UDP is looked for behind at most one VLAN tag.
  public static func rules(_ scope: Scope) -> [String] {
    let source = "ether saddr @\(setName(scope)) drop"
    switch scope {
    case .all: return [source]
    case .llc: return ["ether type < 0x0600 \(source)"]
    case .dhcp:
      return ["ether type", "ether type 8021q vlan type", "ether type 8021ad vlan type"].flatMap { type in
        ["\(type) ip udp dport 67 \(source)", "\(type) ip6 udp dport 547 \(source)"]
      }
    }
  }

  /// A script that `nft -f` loads as one transaction; empty when the plan has nothing for nft.
  public static func script(_ plan: Plan) -> String {
    var sections: [String] = []
    var rest = plan.changes[...]
    var fresh: Set<Scope> = []
    while let change = rest.first {
      let run: ArraySlice<Change>
      switch change {
      case .block(_, .nftables):
        run = rest.prefix { if case .block(_, .nftables) = $0 { true } else { false } }
      case .unblock(_, .nftables):
        run = rest.prefix { if case .unblock(_, .nftables) = $0 { true } else { false } }
      default: run = rest.prefix(1)
      }
      if let section = section(run, fresh: fresh) { sections.append(section) }
      if case .installRuleset(let ruleset) = change, ruleset.dialect == .nftables {
        fresh.formUnion(ruleset.scopes)
      }
      rest = rest.dropFirst(run.count)
    }
    return sections.joined(separator: "\n")
  }

  /// The same step as arguments of nft(8), as a person types them; empty for a step of another language.
  public static func commands(_ change: Change) -> [[String]] {
    let statements: [String]
    switch change {
    case .installRuleset(let ruleset) where ruleset.dialect == .nftables: statements = installing(ruleset)
    case .removeRuleset(let ruleset) where ruleset.dialect == .nftables: statements = removing(ruleset)
    case .block(let block, .nftables): statements = [verb("add", block.scope, [element(block)])]
    case .unblock(let block, .nftables): statements = [verb("delete", block.scope, ["\(block.mac)"])]
    default: statements = []
    }
    return statements.map { ["nft", $0] }
  }
}

extension NFTablesText {
  private static let setBody = ["type ether_addr", "flags timeout", "counter"]
  private static let hook = "type filter hook prerouting priority -300; policy accept;"

  private static func installing(_ ruleset: Ruleset) -> [String] {
    var statements: [String] = []
    if ruleset.includesTable {
      statements += ["add table \(table)", "add chain \(table) \(chain) { \(hook) }"]
    }
    for scope in ruleset.scopes {
      statements.append("add set \(table) \(setName(scope)) { \(setBody.joined(separator: "; ")); }")
      statements += rules(scope).map { "add rule \(table) \(chain) \($0)" }
    }
    return statements
  }

  private static func removing(_ ruleset: Ruleset) -> [String] {
    guard !ruleset.includesTable else { return ["delete table \(table)"] }
    return ruleset.scopes.map { "flush set \(table) \(setName($0))" }
  }

  private static func section(_ run: ArraySlice<Change>, fresh: Set<Scope>) -> String? {
    switch run.first {
    case .installRuleset(let ruleset) where ruleset.dialect == .nftables:
      return "# A set of sources for each scope, and the chain that drops what they send.\n" + block(ruleset)
    case .removeRuleset(let ruleset) where ruleset.dialect == .nftables:
      let comment =
        ruleset.includesTable
        ? "# Everything of dhcpward's is in this table."
        : "# Emptied: nft deletes a rule only by its handle (nft -a list table \(table))."
      return lines([comment] + removing(ruleset))
    case .block(_, .nftables): return lines(["# Blocked sources."] + blocking(run, fresh: fresh))
    case .unblock(_, .nftables):
      return lines(["# No longer blocked."] + byScope(run).map { verb("delete", $0, $1.map { "\($0.mac)" }) })
    default: return nil
    }
  }

  // An element that stands keeps its old time when it is added again, so it is deleted in between; adding it
  // first keeps the delete from failing where it does not stand.
  private static func blocking(_ run: ArraySlice<Change>, fresh: Set<Scope>) -> [String] {
    byScope(run).flatMap { scope, blocks in
      let names = blocks.map { "\($0.mac)" }
      let renewal = fresh.contains(scope) ? [] : [verb("add", scope, names), verb("delete", scope, names)]
      return renewal + [verb("add", scope, blocks.map(element))]
    }
  }

  private static func byScope(_ run: ArraySlice<Change>) -> [(Scope, [Block])] {
    let blocks = run.compactMap { change -> Block? in
      switch change {
      case .block(let block, _), .unblock(let block, _): block
      default: nil
      }
    }
    return Scope.allCases.compactMap { scope in
      let some = blocks.filter { $0.scope == scope }
      return some.isEmpty ? nil : (scope, some)
    }
  }

  private static func block(_ ruleset: Ruleset) -> String {
    let sets = ruleset.scopes.map { scope in
      "\tset \(setName(scope)) {\n" + lines(setBody.map { "\t\t\($0)" }) + "\t}\n\n"
    }
    let body = [hook] + ruleset.scopes.flatMap(rules)
    return "table \(table) {\n" + sets.joined() + "\tchain \(chain) {\n" + lines(body.map { "\t\t\($0)" })
      + "\t}\n}\n"
  }

  private static func element(_ block: Block) -> String {
    guard block.lifetime != nil || block.remark != nil else { return "\(block.mac)" }
    let timeout = block.lifetime.map { " timeout \($0.compact)" } ?? ""
    let comment = block.remark.map { " comment \"\($0)\"" } ?? ""
    return "\(block.mac) counter packets 0 bytes 0\(timeout)\(comment)"
  }

  private static func verb(_ verb: String, _ scope: Scope, _ elements: [String]) -> String {
    let list = elements.count == 1 ? " \(elements[0]) " : "\n\t" + elements.joined(separator: ",\n\t") + "\n"
    return "\(verb) element \(table) \(setName(scope)) {\(list)}"
  }

  private static func lines(_ lines: [String]) -> String { lines.map { $0 + "\n" }.joined() }
}
