import Plans
import TestKit
import Testing
import Wire

@testable import PacketFilter
@testable import System

@Suite(.serialized, .inPrivateNamespace)
struct RulesetEbtablesTests {
  static let ruleset = Ruleset(table: .ebtables, scopes: Scope.allCases, includesTable: true)
  static let tool = EbtablesTool.name

  let ebtables = Ebtables(tool: Self.tool)

  init() throws { try RulesetKit.clear() }

  @Test("chain, jumps and blocks are what ebtables lists")
  func listing() throws {
    try ebtables.install(Self.ruleset)
    try ebtables.block(Scope.allCases.map { Block(mac: RulesetKit.bad, scope: $0) })
    // Legacy leaves spaces at some lines' ends.
    let listing = try RulesetKit.tool(Self.tool, "-L", "--Lmac2").replacing(" \n", with: "\n")
    #expect(
      listing.hasSuffix(
        """
        Bridge chain: INPUT, entries: 1, policy: ACCEPT
        -j DHCPWARD

        Bridge chain: FORWARD, entries: 1, policy: ACCEPT
        -j DHCPWARD

        Bridge chain: OUTPUT, entries: 0, policy: ACCEPT

        Bridge chain: DHCPWARD, entries: 6, policy: RETURN
        -p IPv4 -s 02:00:00:00:00:99 --ip-proto udp --ip-dport 67 -j DROP
        -p IPv6 -s 02:00:00:00:00:99 --ip6-proto udp --ip6-dport 547 -j DROP
        -p 802_1Q -s 02:00:00:00:00:99 -j DROP
        -p S-TAG -s 02:00:00:00:00:99 -j DROP
        -s 02:00:00:00:00:99 -j DROP
        -p Length -s 02:00:00:00:00:99 -j DROP

        """))
    let standing = try ebtables.standing()
    #expect(standing.hasTable)
    #expect(standing.blocks.map(\.block) == Scope.allCases.map { Block(mac: RulesetKit.bad, scope: $0) })
  }

  @Test("installing and blocking twice doubles nothing; what is missing is put back")
  func idempotent() throws {
    let block = Block(mac: RulesetKit.bad, scope: .dhcp)
    for _ in 0..<2 {
      try ebtables.install(Self.ruleset)
      try ebtables.block([block])
    }
    let once = try RulesetKit.tool(Self.tool, "-L", "--Lmac2")
    try RulesetKit.tool(Self.tool, "-D", "FORWARD", "-j", "DHCPWARD")
    #expect(try !ebtables.standing().hasTable)
    try ebtables.install(Self.ruleset)
    try ebtables.block([block])
    #expect(try RulesetKit.tool(Self.tool, "-L", "--Lmac2") == once)
    #expect(once.contains("Bridge chain: DHCPWARD, entries: 4"))
  }

  @Test("each scope drops its own frames of the blocked source and no others, and counts them")
  func frames() throws {
    try RulesetKit.buildBridge()
    try ebtables.install(Self.ruleset)
    let expected: [(Scope, Set<String>)] = [
      // What is behind a tag is out of ebtables' sight, and taken for DHCP.
      (.dhcp, RulesetKit.kinds.subtracting(RulesetKit.dhcp).subtracting(RulesetKit.tagged)),
      (.llc, RulesetKit.kinds.subtracting(["llc"])),
      (.all, []),
    ]
    for (scope, passing) in expected {
      let block = Block(mac: RulesetKit.bad, scope: scope)
      try ebtables.block([block])
      #expect(try RulesetKit.passing(from: RulesetKit.bad) == passing)
      #expect(try RulesetKit.passing(from: RulesetKit.good) == RulesetKit.kinds)
      let standing = try #require(try ebtables.standing().blocks.first)
      #expect(standing.block == block)
      #expect(standing.packets == UInt64(RulesetKit.kinds.count - passing.count))
      try ebtables.unblock([block])
      try ebtables.unblock([block])
      #expect(try ebtables.standing().blocks.isEmpty)
    }
    #expect(try RulesetKit.passing(from: RulesetKit.bad) == RulesetKit.kinds)
  }

  @Test("removal leaves nothing where nothing was, by whichever process")
  func removal() throws {
    try ebtables.install(Self.ruleset)
    try ebtables.block([Block(mac: RulesetKit.bad, scope: .dhcp)])
    try Ebtables(tool: Self.tool).remove(Self.ruleset)
    #expect(try RulesetKit.listing().isEmpty)
    try ebtables.remove(Self.ruleset)
    #expect(try RulesetKit.listing().isEmpty)
  }

  @Test("removal leaves others' rules and policies as they were")
  func foreign() throws {
    try RulesetKit.tool(Self.tool, "-P", "FORWARD", "DROP")
    try RulesetKit.tool(Self.tool, "-A", "INPUT", "-s", "02:00:00:00:00:77", "-j", "DROP")
    let before = try RulesetKit.listing()
    try ebtables.install(Self.ruleset)
    try ebtables.block([Block(mac: RulesetKit.bad, scope: .dhcp)])
    try ebtables.remove(Self.ruleset)
    #expect(try RulesetKit.listing() == before)
  }

  @Test("a rule that somebody added meanwhile keeps the table that came with us")
  func keptForOthers() throws {
    try ebtables.install(Self.ruleset)
    try RulesetKit.tool(Self.tool, "-A", "INPUT", "-s", "02:00:00:00:00:77", "-j", "DROP")
    try ebtables.remove(Self.ruleset)
    #expect(try RulesetKit.tool(Self.tool, "-L", "INPUT", "--Lmac2").contains("-s 02:00:00:00:00:77 -j DROP"))
  }

  @Test("without the tool the error says what to install")
  func missing() {
    let error = #expect(throws: ToolError.self) { try Ebtables(tool: "ebtables-none").install(Self.ruleset) }
    #expect(error?.status == .missing)
  }
}
