import Placement
import Plans
import Testing
import Wire

@testable import PacketFilter

@Suite(.serialized, .inPrivateNamespace)
struct RulesetNFTablesTests {
  init() throws { try RulesetKit.clear() }

  @Test("the table by netlink is what nft lists after loading the printed one", arguments: subsets)
  func sameAsText(sets: [BlockSet]) throws {
    let ruleset = Ruleset(
      table: .nftables, scopes: sets.filter { $0.member == .source }.map(\.scope),
      scopesAtPort: sets.filter(\.isAtPort).map(\.scope), clients: sets.compactMap(\.clients),
      includesTable: true,
      own: sets.contains { $0.scope == .dhcp } ? [RulesetKit.good] : [])
    try NFTables().install(ruleset)
    let ours = try RulesetKit.listing()
    try RulesetKit.clear()
    try RulesetKit.tool("nft", "-f", "-", input: NFTablesText.script(Plan([.installRuleset(ruleset)])))
    #expect(ours == (try RulesetKit.listing()))
    for set in sets {
      for rule in NFTablesText.rules(set) { #expect(ours.contains("\t\t\(rule)\n")) }
    }
  }

  static let subsets =
    BlockSet.allCases.map { [$0] } + [[BlockSet(.dhcp), BlockSet(.all)], BlockSet.allCases]

  @Test("installing twice, or many at once, doubles nothing")
  func idempotent() async throws {
    let nft = try NFTables()
    try nft.install(RulesetKit.whole)
    let once = try RulesetKit.listing()
    try nft.install(RulesetKit.whole)
    #expect(try RulesetKit.listing() == once)
    try RulesetKit.clear()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<8 { group.addTask { try NFTables().install(RulesetKit.whole) } }
      try await group.waitForAll()
    }
    #expect(try RulesetKit.listing() == once)
  }

  @Test("a scope is added to a table that stands, and one that was tampered with is put right")
  func repair() throws {
    let nft = try NFTables()
    try nft.install(Ruleset(table: .nftables, scopes: [.dhcp], includesTable: true))
    #expect(try nft.standing().scopes == [.dhcp])
    try nft.block([Block(mac: RulesetKit.bad, scope: .dhcp)])
    try nft.install(Ruleset(table: .nftables, scopes: [.all], includesTable: false))
    #expect(try nft.standing().scopes == [.dhcp, .all])
    try RulesetKit.tool("nft", "flush", "chain", "bridge", "dhcpward", "prerouting")
    #expect(try nft.standing().scopes.isEmpty)
    try RulesetKit.tool(
      "nft", "add", "rule", "bridge", "dhcpward", "prerouting", "ether", "saddr", "@blocked_dhcp", "drop")
    try nft.install(Ruleset(table: .nftables, scopes: [.dhcp, .all], includesTable: false))
    let standing = try nft.standing()
    #expect(standing.scopes == [.dhcp, .all])
    #expect(standing.blocks.map(\.block.mac) == [RulesetKit.bad])
    let rules = try RulesetKit.listing().split(separator: "\n").filter { $0.contains("@blocked") }
    // The two of ours, and the one of somebody's own.
    #expect(rules.count == 3)
    #expect(try RulesetKit.listing().split(separator: "\n").count { $0.contains("@own drop") } == 1)
    #expect(try RulesetKit.listing().split(separator: "jump dhcp").count == 13)
  }

  @Test("an administrator's rule that uses a set of ours is left, and the set for it")
  func foreignRule() throws {
    let nft = try NFTables()
    try nft.install(RulesetKit.whole)
    let rule = "ether saddr @blocked_dhcp counter packets 0 bytes 0"
    try RulesetKit.tool("nft", "add rule bridge dhcpward prerouting \(rule)")
    let listing = try RulesetKit.listing()
    #expect(try BlockPlanner.install(sets: RulesetKit.whole.sets, running: nft.standing()).isEmpty)
    try nft.install(RulesetKit.whole)
    #expect(try RulesetKit.listing() == listing)
    try RulesetKit.tool("nft", "insert rule bridge dhcpward prerouting ether saddr != @blocked_dhcp accept")
    try nft.block([Block(mac: RulesetKit.bad, scope: .dhcp)])
    try nft.remove(RulesetKit.whole)
    let left = try RulesetKit.listing()
    #expect(left.contains(rule) && left.contains("!= @blocked_dhcp accept"), "\(left)")
    #expect(!left.contains("\(RulesetKit.bad)") && !left.contains("drop"), "\(left)")
    try nft.install(RulesetKit.whole)
    #expect(try nft.standing().scopes == RulesetKit.whole.scopes)
  }

  @Test("planning again after applying gives an empty plan, and the remark is kept")
  func converges() throws {
    let nft = try NFTables()
    let remark = BlockComment(
      origin: .watch, since: Timestamp(seconds: 1_795_431_970), reason: "20 messages in 5 s")
    let blocks = [
      Block(mac: RulesetKit.bad, scope: .dhcp, lifetime: .seconds(600), remark: remark),
      Block(mac: RulesetKit.bad, scope: .all),
    ]
    let plan = try BlockPlanner.block(blocks, running: try nft.standing())
    for change in plan.changes {
      switch change {
      case .installRuleset(let ruleset): try nft.install(ruleset)
      case .block(let block, _): try nft.block([block])
      default: Issue.record("not a step of blocking: \(change)")
      }
    }
    let standing = try nft.standing()
    #expect(try BlockPlanner.block(blocks, running: standing).isEmpty)
    #expect(standing.blocks.map(\.block) == blocks)
    let remaining = try #require(standing.blocks[0].remaining)
    #expect(remaining <= .seconds(600) && remaining > .seconds(500))
    #expect(standing.blocks[1].remaining == nil)
  }

  @Test("removal leaves the ruleset as it was, others' tables and all")
  func removal() throws {
    try RulesetKit.tool("ebtables-nft", "-A", "INPUT", "-s", "02:00:00:00:00:77", "-j", "DROP")
    try RulesetKit.tool(
      "nft", "-f", "-",
      input: """
        table bridge dhcpward_other {
          chain prerouting { type filter hook prerouting priority 0; policy accept; counter; }
        }
        table ip filter {
          chain input { type filter hook input priority 0; policy accept; tcp dport 22 accept; }
        }
        """)
    let before = try RulesetKit.listing()
    let nft = try NFTables()
    try nft.install(RulesetKit.whole)
    try nft.block([Block(mac: RulesetKit.bad, scope: .all, lifetime: .seconds(60))])
    #expect(try RulesetKit.listing().contains(before.split(separator: "\n\n")[0]))
    try nft.remove(Ruleset(table: .nftables, scopes: [.llc], includesTable: false))
    #expect(try nft.standing().scopes == [.dhcp, .all])
    try nft.remove(RulesetKit.whole)
    #expect(try RulesetKit.listing() == before)
    try nft.remove(RulesetKit.whole)
    #expect(try RulesetKit.listing() == before)
  }

  @Test(
    "what somebody else put into the table stays when the ruleset goes",
    arguments: [
      "set mine { type ether_addr; elements = { 02:00:00:00:00:77 } }", "chain other { drop; }",
      "counter mine { }",
      "chain prerouting { type filter hook prerouting priority -300; ether type arp accept; }",
      "chain prerouting { drop; }", "chain dhcp { ether type arp drop; }", "chain nested { counter; }",
      "chain dhcp { }; chain other { jump dhcp; drop; }",
    ])
  func foreignParts(part: String) throws {
    try RulesetKit.tool("nft", "-f", "-", input: "table bridge dhcpward { \(part); }")
    let before = try RulesetKit.listing()
    let nft = try NFTables()
    // A chain without a hook is in the way of ours.
    if !part.hasPrefix("chain prerouting { drop") {
      try nft.install(RulesetKit.whole)
      try nft.block([Block(mac: RulesetKit.bad, scope: .all)])
    }
    try nft.remove(RulesetKit.whole)
    let after = try RulesetKit.listing()
    for word in ["02:00:00:00:00:77", "counter mine", "chain other", "arp accept", "drop"]
    where before.contains(word) { #expect(after.contains(word)) }
    #expect(!after.contains("blocked"))
    #expect(before.isEmpty == after.isEmpty)
  }

  @Test("probing finds both dialects working here and leaves nothing")
  func probe() throws {
    let capabilities = CapabilityProbe.capabilities(brouteByEbtables: false)
    #expect(capabilities.nftables == .works)
    #expect(capabilities.ebtables == .works)
    #expect(try RulesetKit.listing().isEmpty)
  }

  @Test("our own table has no part in others' listings of ebtables")
  func ebtablesUnharmed() throws {
    try NFTables().install(RulesetKit.whole)
    let listing = try RulesetKit.tool("ebtables-nft", "-L")
    #expect(listing.contains("Bridge chain: INPUT, entries: 0, policy: ACCEPT"))
  }
}
