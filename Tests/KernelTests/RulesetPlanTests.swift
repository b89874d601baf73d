import Rules
import Testing
import Wire

@testable import Kernel

@Suite struct RulesetRunTests {
  private static let one = Block(mac: RulesetKit.bad, scope: .dhcp)
  private static let two = Block(mac: RulesetKit.good, scope: .all)

  @Test("blocks of one dialect that follow each other are carried out at once, all else alone")
  func runs() throws {
    let ruleset = Change.installRuleset(RulesetKit.whole)
    let blocks: [Change] = [.block(Self.one, .nftables), .block(Self.two, .nftables)]
    #expect(Rulesets.run(in: [Change]()) == 0)
    #expect(Rulesets.run(in: [ruleset, ruleset]) == 1)
    #expect(Rulesets.run(in: blocks + [ruleset]) == 2)
    #expect(Rulesets.run(in: blocks + [.block(Self.one, .ebtables)]) == 2)
    #expect(Rulesets.run(in: blocks + [.unblock(Self.one, .nftables)]) == 2)
    let port = try #require(InterfaceName("eth0"))
    #expect(Rulesets.run(in: [.release(port: port, bridge: port)]) == 0)
  }
}

@Suite(.serialized, .inPrivateNamespace)
struct RulesetPlanTests {
  init() throws { try RulesetKit.clear() }

  @Test("a plan and then its undoing is nothing, in either dialect", arguments: Dialect.allCases)
  func undone(dialect: Dialect) throws {
    let rulesets = Rulesets()
    let ruleset = Ruleset(dialect: dialect, scopes: Scope.allCases, includesTable: true)
    let blocks = Scope.allCases.map { Block(mac: RulesetKit.bad, scope: $0) }
    let plan = Plan([.installRuleset(ruleset)] + blocks.map { .block($0, dialect) })
    try apply(plan, rulesets)
    let running = try rulesets.rules(dialect)
    #expect(running.hasTable)
    #expect(running.blocks.map(\.block) == blocks)
    #expect(try rulesets.standing(blocks[0], dialect)?.block == blocks[0])
    #expect(try rulesets.allRules().map(\.hasTable) == Dialect.allCases.map { $0 == dialect })
    try apply(plan.undone, rulesets)
    #expect(try RulesetKit.listing().isEmpty)
  }

  @Test("a run of blocks is carried out whole or not at all")
  func atomic() throws {
    let rulesets = Rulesets()
    try apply(
      Plan([.installRuleset(Ruleset(dialect: .nftables, scopes: [.dhcp], includesTable: true))]), rulesets)
    let before = try RulesetKit.listing()
    // There is no set for scope `all`.
    let blocks: [Change] = [Scope.dhcp, .all].map { .block(Block(mac: RulesetKit.bad, scope: $0), .nftables) }
    #expect(throws: NetlinkError.self) { try rulesets.perform(blocks) }
    #expect(try RulesetKit.listing() == before)
  }

  private func apply(_ plan: Plan, _ rulesets: Rulesets) throws {
    var rest = plan.changes[...]
    while !rest.isEmpty {
      let count = Rulesets.run(in: rest)
      try rulesets.perform(rest.prefix(count))
      rest = rest.dropFirst(max(1, count))
    }
  }
}
