internal import Wire

/// Plans as commands of ebtables(8), for its legacy and its nf_tables form alike. Steps of other languages are
/// left out. No policy of any chain is touched.
public enum EbtablesText {
  /// dhcpward's own chain in table filter.
  public static let chain = "DHCPWARD"
  /// The chains of table filter that jump to it, from their first rule.
  public static let hooks = ["INPUT", "FORWARD"]

  /// What a scope matches beside the source: one rule each. What is behind a VLAN tag is out of ebtables' sight, so all
  /// of it is taken for DHCP; ebtables-legacy knows any tag by the first of its types, ebtables-nft each by its own.
  public static func matches(_ scope: Scope) -> [[String]] {
    switch scope {
    case .all: [[]]
    case .llc: [["-p", "LENGTH"]]
    case .dhcp:
      [
        ["-p", "IPv4", "--ip-proto", "udp", "--ip-dport", "67"],
        ["-p", "IPv6", "--ip6-proto", "udp", "--ip6-dport", "547"],
        ["-p", "802_1Q"],
        ["-p", "0x88a8"],
      ]
    }
  }

  /// The very commands that carry a change out, each as its words; empty for a step of another language.
  public static func commands(_ change: Change) -> [[String]] {
    switch change {
    case .installRuleset(let ruleset) where ruleset.table.dialect == .ebtables && ruleset.includesTable:
      [["ebtables", "-N", chain, "-P", "RETURN"]] + hooks.map { ["ebtables", "-I", $0, "1", "-j", chain] }
    case .removeRuleset(let ruleset) where ruleset.table.dialect == .ebtables && ruleset.includesTable:
      hooks.map { ["ebtables", "-D", $0, "-j", chain] } + [
        ["ebtables", "-F", chain], ["ebtables", "-X", chain],
      ]
    // Kept on the bridge before it is dropped there, and the other way about.
    case .block(let block, .brouting(let port)): kept(["-I", chain, "1"], block, port) + rules("-A", block)
    case .unblock(let block, .brouting(let port)): rules("-D", block) + kept(["-D", chain], block, port)
    case .block(let block, .ebtables): rules("-A", block)
    case .unblock(let block, .ebtables): rules("-D", block)
    case .installBroute(let broute) where broute.dialect == .ebtables: installing(broute)
    case .removeBroute(let broute) where broute.dialect == .ebtables: removing
    default: []
    }
  }

  /// A script of commands, one a line; empty when the plan has nothing for ebtables.
  public static func script(_ plan: Plan) -> String {
    ShellScript.text(plan, commands: commands, heading: heading, notes: notes)
  }

  private static func rules(_ verb: String, _ block: Block) -> [[String]] {
    // What is not told by its Ethernet source is refused by the planner.
    guard let mac = block.mac else { return [] }
    let source = ["-s", "\(mac)"] + (block.port.map { ["-i", "\($0)"] } ?? [])
    return matches(block.scope).map { match in
      ["ebtables", verb, chain] + match.prefix(2) + source + match.dropFirst(2) + ["-j", "DROP"]
    }
  }

  private static func heading(_ change: Change) -> String? {
    switch change {
    case .installRuleset: "A chain of dhcpward's own, seen by what the bridge delivers and what it forwards."
    case .removeRuleset: "Everything of dhcpward's is in this chain."
    case .block: "Blocked sources."
    case .unblock: "No longer blocked."
    case .installBroute: "In table broute DROP means: not bridged, but routed on the port itself."
    case .removeBroute: "No longer routed up."
    default: nil
    }
  }

  private static func notes(_ change: Change) -> String {
    guard case .block(let block, let table) = change, table.dialect == .ebtables else { return "" }
    var text = block.remark.map { "# \($0)\n" } ?? ""
    if let lifetime = block.lifetime {
      let inverse = commands(change.inverse).map(ShellWords.joined).joined(separator: "; ")
      text += "# unblock after \(lifetime.compact): \(inverse)\n"
    }
    return text
  }
}
