import Plans
import Testing
import Wire

@testable import Host
@testable import PacketFilter

@Suite(.serialized, .inPrivateNamespace)
struct RulesetPortTests {
  init() throws { try RulesetKit.clear() }

  private static let whole = Ruleset(
    table: .nftables, scopes: Scope.allCases, scopesAtPort: Scope.allCases, includesTable: true)

  private func block(_ port: String, _ scope: Scope = .dhcp, lifetime: Duration? = nil) throws -> Block {
    let name = try #require(InterfaceName(port))
    return Block(mac: RulesetKit.bad, scope: scope, port: name, lifetime: lifetime)
  }

  @Test("a block at a port by netlink is what nft lists after loading the printed one")
  func sameBlocks() throws {
    let remark = BlockComment(
      origin: .hand, since: Timestamp(seconds: 1_795_431_970), reason: "a test, of words")
    let blocks = try Scope.allCases.flatMap { scope in
      try ["vnet3", "fifteen-letters"].map { port in
        var block = try block(port, scope)
        block.remark = remark
        return block
      }
    }
    let nft = try NFTables()
    try nft.install(Self.whole)
    try nft.block(blocks)
    func sorted() throws -> [String] {
      try RulesetKit.listing().split(whereSeparator: { "\n,={}".contains($0) })
        .map { $0.filter { !$0.isWhitespace } }.sorted()
    }
    let ours = try sorted()
    #expect(Set(try nft.standing().blocks.map(\.block)) == Set(blocks))
    #expect(try nft.standing().scopesAtPort == Scope.allCases)
    try RulesetKit.clear()
    let plan = Plan([.installRuleset(Self.whole)] + blocks.map { .block($0, .nftables) })
    try RulesetKit.tool("nft", "-f", "-", input: NFTablesText.script(plan))
    #expect(try sorted() == ours)
    #expect(Set(try nft.standing().blocks.map(\.block)) == Set(blocks))
  }

  @Test("it drops what comes in there and nothing that comes in elsewhere", arguments: Scope.allCases)
  func frames(scope: Scope) throws {
    try RulesetKit.buildBridge()
    let nft = try NFTables()
    try nft.install(Self.whole)
    try nft.block([try block("elsewhere", scope)])
    #expect(try RulesetKit.passing(from: RulesetKit.bad) == RulesetKit.kinds)
    try nft.block([try block("rsport", scope)])
    let stopped: Set<String> =
      switch scope {
      case .dhcp: RulesetKit.dhcp
      case .all: RulesetKit.kinds
      case .llc: RulesetKit.llc
      }
    #expect(try RulesetKit.passing(from: RulesetKit.bad) == RulesetKit.kinds.subtracting(stopped))
    #expect(
      try nft.standing(RulesetKit.bad, in: scope, at: InterfaceName("rsport"))?.packets
        == UInt64(stopped.count))
    #expect(try nft.standing(RulesetKit.bad, in: scope, at: InterfaceName("elsewhere"))?.packets == 0)
    #expect(try nft.standing(RulesetKit.bad, in: scope) == nil)
    try nft.unblock([try block("rsport", scope)])
    #expect(try RulesetKit.passing(from: RulesetKit.bad) == RulesetKit.kinds)
    #expect(try nft.standing().blocks.map(\.block) == [try block("elsewhere", scope)])
  }

  @Test("blocking again gives the new lifetime and keeps the counts")
  func renewal() throws {
    try RulesetKit.buildBridge()
    let nft = try NFTables()
    try nft.install(Self.whole)
    try nft.block([try block("rsport", lifetime: .seconds(60))])
    _ = try RulesetKit.passing(from: RulesetKit.bad)
    for lifetime: Duration? in [.seconds(3600), nil, .seconds(300)] {
      try nft.block([try block("rsport", lifetime: lifetime)])
      let standing = try #require(try nft.standing(RulesetKit.bad, in: .dhcp, at: InterfaceName("rsport")))
      #expect(standing.block.lifetime == lifetime)
      #expect(standing.packets == UInt64(RulesetKit.dhcp.count))
    }
  }

  @Test("a plan and then its undoing is nothing, in either dialect", arguments: [Table.nftables, .ebtables])
  func undone(table: Table) throws {
    let machine = try Machine()
    let blocks = try Scope.allCases.flatMap { [try block("vnet3", $0), try block("vnet4", $0)] }
    let plan = try BlockPlanner.block(blocks, running: try machine.rules(table))
    try machine.apply(plan)
    let running = try machine.rules(table)
    #expect(Set(running.blocks.map(\.block)) == Set(blocks))
    #expect(running.blocks.count == blocks.count)
    #expect(try BlockPlanner.block(blocks, running: running).isEmpty)
    #expect(try machine.standing(blocks[0], table)?.block == blocks[0])
    let some = BlockPlanner.unblock(nil, at: InterfaceName("vnet3"), running: running)
    try machine.apply(some)
    #expect(try machine.rules(table).blocks.allSatisfy { $0.block.port == InterfaceName("vnet4") })
    try machine.apply(some.undone)
    try machine.apply(plan.undone)
    #expect(try RulesetKit.listing().isEmpty)
  }

  @Test("ebtables lists the port with the source, by the flavour in use")
  func ebtables() throws {
    let ebtables = Ebtables(tool: RulesetEbtablesTests.tool)
    try ebtables.install(RulesetEbtablesTests.ruleset)
    try ebtables.block([
      try block("vnet3"), try block("vnet4", .all), Block(mac: RulesetKit.bad, scope: .all),
    ])
    let standing = try ebtables.standing().blocks.map(\.block)
    #expect(
      Set(standing) == [
        try block("vnet3"), try block("vnet4", .all), Block(mac: RulesetKit.bad, scope: .all),
      ])
    try ebtables.unblock([Block(mac: RulesetKit.bad, scope: .all)])
    #expect(try ebtables.standing().blocks.count == 2)
    try ebtables.remove(RulesetEbtablesTests.ruleset)
  }
}
