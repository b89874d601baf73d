import Plans
import Testing
import Wire

@testable import Host
@testable import PacketFilter

@Suite(.serialized, .inPrivateNamespace)
struct RulesetPlanTests {
  init() throws { try RulesetKit.clear() }

  @Test("a plan and then its undoing is nothing, in either dialect", arguments: [Table.nftables, .ebtables])
  func undone(table: Table) throws {
    let machine = try Machine()
    let ruleset = Ruleset(table: table, scopes: Scope.allCases, includesTable: true)
    let blocks = Scope.allCases.map { Block(mac: RulesetKit.bad, scope: $0) }
    let plan = Plan([.installRuleset(ruleset)] + blocks.map { .block($0, table) })
    try machine.apply(plan)
    let running = try machine.rules(table)
    #expect(running.hasTable)
    #expect(running.blocks.map(\.block) == blocks)
    #expect(try machine.standing(blocks[0], table)?.block == blocks[0])
    #expect(try machine.allRules().map(\.hasTable) == [Table.nftables, .ebtables].map { $0 == table })
    try machine.apply(plan.undone)
    #expect(try RulesetKit.listing().isEmpty)
  }

  @Test("looking at what stands makes no transaction, for which a daemon's own would wait")
  func looking() throws {
    let machine = try Machine()
    for isInstalled in [false, true] {
      if isInstalled { try machine.apply(Plan([.installRuleset(RulesetKit.whole)])) }
      let tables = try NFTables(.bridge)
      let generation = try tables.generation()
      #expect(try machine.allRules(in: machine.network()).map(\.hasTable) == [isInstalled, false])
      #expect(try tables.generation() == generation)
    }
  }

  @Test("a plan whose last step is refused leaves nothing behind")
  func rolledBack() throws {
    let others = "table ip filter {\n\tchain input {\n\t\ttcp dport 22 accept\n\t}\n}\n"
    try RulesetKit.tool("nft", "-f", "-", input: others)
    let before = try RulesetKit.listing()
    let ruleset = Ruleset(table: .nftables, scopes: [.dhcp], includesTable: true)
    // There is no set for scope `all`.
    let blocks: [Change] = [Scope.dhcp, .all].map { .block(Block(mac: RulesetKit.bad, scope: $0), .nftables) }
    let error = #expect(throws: ApplyError.self) {
      try Machine().apply(Plan([.installRuleset(ruleset)] + blocks))
    }
    #expect(error?.position == 1)
    #expect(error?.remaining == [])
    #expect(try RulesetKit.listing() == before)
  }
}
