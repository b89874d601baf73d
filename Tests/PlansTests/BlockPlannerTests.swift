import Plans
import PlansKit
import TestKit
import Testing
import Wire

@Suite("BlockPlanner")
struct BlockPlannerTests {
  private let flooder = Sample.flooder

  private func standing(_ blocks: [Block], _ table: Table = .nftables) -> RunningRules {
    RunningRules(
      table: table, hasTable: true, scopes: table == .ebtables ? Scope.allCases : blocks.map(\.scope),
      blocks: blocks.map { StandingBlock(block: $0, remaining: $0.lifetime, packets: 0, bytes: 0) })
  }

  @Test("the first block brings the table and its scope along")
  func first() throws {
    let block = Block(mac: flooder, scope: .dhcp)
    let plan = try BlockPlanner.block([block], running: RunningRules(table: .nftables))
    #expect(
      plan.changes == [
        .installRuleset(Ruleset(table: .nftables, scopes: [.dhcp], includesTable: true)),
        .block(block, .nftables),
      ])
  }

  @Test("another scope is added to the table that is there; ebtables needs nothing for it")
  func anotherScope() throws {
    let old = Block(mac: flooder, scope: .dhcp)
    let new = Block(mac: flooder, scope: .all)
    #expect(
      try BlockPlanner.block([new], running: standing([old])).changes == [
        .installRuleset(Ruleset(table: .nftables, scopes: [.all], includesTable: false)),
        .block(new, .nftables),
      ])
    #expect(
      try BlockPlanner.block([new], running: standing([old], .ebtables)).changes == [.block(new, .ebtables)])
  }

  @Test(
    "planning again after applying gives an empty plan",
    arguments: [Table.nftables, .ebtables, .brouting(name("eth0")), .netdev(name("eth0"))])
  func again(table: Table) throws {
    var random = SeededRandom(seed: 7)
    for _ in 0..<200 {
      var model = RulesModel(RunningRules(table: table))
      for _ in 0..<3 {
        let wanted = (0..<Int.random(in: 0...6, using: &random)).map { _ in anyBlock(&random, table) }
        let plan = try BlockPlanner.block(wanted, running: model.rules, unblocksItself: true)
        model.apply(plan)
        #expect(try BlockPlanner.block(wanted, running: model.rules, unblocksItself: true).isEmpty)
      }
      model.apply(BlockPlanner.unblock(nil, running: model.rules))
      #expect(model.rules == RunningRules(table: table))
      #expect(BlockPlanner.unblock(nil, running: model.rules).isEmpty)
    }
  }

  @Test(
    "plan, then undo, is nothing, for blocks that renew none",
    arguments: [Table.nftables, .ebtables, .brouting(name("eth0")), .netdev(name("eth0"))])
  func undo(table: Table) throws {
    var random = SeededRandom(seed: 11)
    for _ in 0..<200 {
      var model = RulesModel(RunningRules(table: table))
      var macs = Set<Subject>()
      for _ in 0..<3 {
        let wanted = (0..<4).map { _ in anyBlock(&random, table) }.filter { macs.insert($0.subject).inserted }
        let before = model.rules
        let plan = try BlockPlanner.block(wanted, running: before, unblocksItself: true)
        model.apply(plan)
        model.apply(plan.undone)
        #expect(model.rules == before)
        model.apply(plan)
      }
      let before = model.rules
      let plan = BlockPlanner.unblock(nil, running: before)
      model.apply(plan)
      model.apply(plan.undone)
      #expect(model.rules.hasTable == before.hasTable)
      #expect(Set(model.rules.blocks) == Set(before.blocks))
    }
  }

  @Test("a block is renewed for longer by one step, and never cut short")
  func renewal() throws {
    func plan(_ old: Duration?, _ new: Duration?) throws -> [Change] {
      let running = standing([Block(mac: flooder, scope: .dhcp, lifetime: old)])
      return try BlockPlanner.block([Block(mac: flooder, scope: .dhcp, lifetime: new)], running: running)
        .changes
    }
    #expect(try plan(.seconds(300), .seconds(600)).map(\.name) == ["block"])
    #expect(try plan(.seconds(300), nil).map(\.name) == ["block"])
    #expect(try plan(.seconds(300), .seconds(60)).isEmpty)
    #expect(try plan(nil, .seconds(60)).isEmpty)
    #expect(try plan(nil, nil).isEmpty)
    #expect(try plan(.milliseconds(299_200), .seconds(300)).isEmpty)
    #expect(try plan(.milliseconds(298_900), .seconds(300)).map(\.name) == ["block"])
  }

  @Test("of two wishes for one source in one scope the longer counts")
  func twice() throws {
    let short = Block(mac: flooder, scope: .all, lifetime: .seconds(60))
    let forever = Block(mac: flooder, scope: .all)
    let dhcp = Block(mac: flooder, scope: .dhcp, lifetime: .seconds(60))
    for wishes in [[short, dhcp, forever], [forever, dhcp, short]] {
      let plan = try BlockPlanner.block(wishes, running: RunningRules(table: .nftables))
      #expect(plan.changes.dropFirst() == [.block(forever, .nftables), .block(dhcp, .nftables)])
    }
  }

  private func gone(_ scope: Scope) -> Change {
    .removeRuleset(Ruleset(table: .nftables, scopes: [scope], includesTable: false))
  }

  @Test(
    "unblocking takes every scope of the source, a scope with its last block, the table with the last of all")
  func unblock() {
    let other = Block(mac: mac("02:00:00:00:00:9a"), scope: .all)
    let mine = [Block(mac: flooder, scope: .all), Block(mac: flooder, scope: .dhcp)]
    let some = BlockPlanner.unblock([.address(flooder)], running: standing(mine + [other]))
    #expect(some.changes == mine.map { .unblock($0, .nftables) } + [gone(.dhcp)])
    let last = BlockPlanner.unblock([.address(flooder)], running: standing(mine))
    #expect(
      last.changes.last
        == .removeRuleset(Ruleset(table: .nftables, scopes: [.dhcp, .all], includesTable: true)))
    #expect(BlockPlanner.unblock([other.subject], running: standing(mine)).isEmpty)
    let byEbtables = BlockPlanner.unblock([.address(flooder)], running: standing(mine + [other], .ebtables))
    #expect(byEbtables.changes == mine.map { .unblock($0, .ebtables) })
  }

  @Test("the daemon takes back only its own blocks; one without a remark is a hand's")
  func origins() {
    let daemons = Block(mac: flooder, scope: .dhcp, remark: Sample.remark)
    let hands = Block(
      mac: flooder, scope: .all, remark: BlockComment(origin: .hand, since: Sample.since, reason: "by hand"))
    let bare = Block(mac: mac("02:00:00:00:00:9a"), scope: .all)
    let running = standing([daemons, hands, bare])
    let some = BlockPlanner.unblock(nil, origin: .watch, running: running)
    #expect(some.changes == [.unblock(daemons, .nftables), gone(.dhcp)])
    #expect(
      BlockPlanner.unblock(nil, origin: .hand, running: running).changes
        == [.unblock(hands, .nftables), .unblock(bare, .nftables), gone(.all)])
  }

  @Test("what is unblocked would come back for the time that was left of it")
  func remaining() {
    let block = Block(mac: flooder, scope: .dhcp, lifetime: .seconds(300))
    var running = standing([block])
    running.blocks[0].remaining = .seconds(20)
    var left = block
    left.lifetime = .seconds(20)
    #expect(BlockPlanner.unblock(nil, running: running).undone.changes.last == .block(left, .nftables))
  }

  private func anyBlock(_ random: inout SeededRandom, _ table: Table) -> Block {
    let port = table.port == nil ? [nil, name("vnet3"), name("vnet4")].randomElement(using: &random) : nil
    return Block(
      mac: MACAddress(bits: 0x0200_0000_0000 + UInt64.random(in: 0..<9, using: &random)),
      scope: Scope.allCases.randomElement(using: &random) ?? .all, port: port ?? nil,
      lifetime: Bool.random(using: &random) ? .seconds(Int.random(in: 10...1000, using: &random)) : nil)
  }
}
