import Rules
import Testing
import Wire

@testable import Kernel

@Suite(.serialized, .inPrivateNamespace)
struct RulesetPlanTests {
  init() throws { try RulesetKit.clear() }

  @Test("a plan and then its undoing is nothing, in either dialect", arguments: Dialect.allCases)
  func undone(dialect: Dialect) throws {
    let machine = try Machine()
    let ruleset = Ruleset(dialect: dialect, scopes: Scope.allCases, includesTable: true)
    let blocks = Scope.allCases.map { Block(mac: RulesetKit.bad, scope: $0) }
    let plan = Plan([.installRuleset(ruleset)] + blocks.map { .block($0, dialect) })
    try machine.apply(plan)
    let running = try machine.rules(dialect)
    #expect(running.hasTable)
    #expect(running.blocks.map(\.block) == blocks)
    #expect(try machine.standing(blocks[0], dialect)?.block == blocks[0])
    #expect(try machine.allRules().map(\.hasTable) == Dialect.allCases.map { $0 == dialect })
    try machine.apply(plan.undone)
    #expect(try RulesetKit.listing().isEmpty)
  }

  @Test("a plan whose last step is refused leaves nothing behind")
  func rolledBack() throws {
    let others = "table ip filter {\n\tchain input {\n\t\ttcp dport 22 accept\n\t}\n}\n"
    try RulesetKit.tool("nft", "-f", "-", input: others)
    let before = try RulesetKit.listing()
    let ruleset = Ruleset(dialect: .nftables, scopes: [.dhcp], includesTable: true)
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
