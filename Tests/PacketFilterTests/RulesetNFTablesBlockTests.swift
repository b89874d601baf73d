import Plans
import Testing
import Wire

@testable import Netlink
@testable import PacketFilter

@Suite(.serialized, .inPrivateNamespace)
struct RulesetNFTablesBlockTests {
  init() throws { try RulesetKit.clear() }

  @Test("a block by netlink is what nft lists after loading the printed one")
  func sameBlocks() throws {
    let remark = BlockComment(
      origin: .hand, since: Timestamp(seconds: 1_795_431_970), reason: "a test, of words")
    let blocks = Scope.allCases.flatMap { scope in
      [
        Block(mac: RulesetKit.bad, scope: scope, remark: remark),
        Block(mac: MACAddress(bits: 0x0c_0ffe_e000_01), scope: scope),
      ]
    }
    let nft = try NFTables()
    try nft.install(RulesetKit.whole)
    try nft.block(blocks)
    let ours = try RulesetKit.listing()
    try RulesetKit.clear()
    let plan = Plan([.installRuleset(RulesetKit.whole)] + blocks.map { .block($0, .nftables) })
    try RulesetKit.tool("nft", "-f", "-", input: NFTablesText.script(plan))
    // A set's elements come in any order.
    func sorted(_ listing: String) -> [String] {
      listing.split(whereSeparator: { $0 == "\n" || $0 == "," || $0 == "=" || $0 == "}" || $0 == "{" })
        .map { $0.filter { !$0.isWhitespace } }.sorted()
    }
    #expect(sorted(ours) == sorted(try RulesetKit.listing()))
    #expect(Set(try nft.standing().blocks.map(\.block)) == Set(blocks))
  }

  @Test("blocking again gives the new lifetime, longer, shorter or for ever, and keeps the counts")
  func renewal() throws {
    try RulesetKit.buildBridge()
    let nft = try NFTables()
    try nft.install(RulesetKit.whole)
    try nft.block([Block(mac: RulesetKit.bad, scope: .dhcp, lifetime: .seconds(3600))])
    _ = try RulesetKit.passing(from: RulesetKit.bad)
    let counted = try #require(try nft.standing(RulesetKit.bad, in: .dhcp))
    #expect(counted.packets == UInt64(RulesetKit.dhcp.count))
    for lifetime: Duration? in [.seconds(3600), .seconds(60), .seconds(7200), nil, nil, .seconds(300)] {
      try nft.block([Block(mac: RulesetKit.bad, scope: .dhcp, lifetime: lifetime)])
      let standing = try #require(try nft.standing(RulesetKit.bad, in: .dhcp))
      #expect(standing.block.lifetime == lifetime)
      #expect(standing.remaining.map { $0 > (lifetime ?? .zero) - .seconds(20) } ?? (lifetime == nil))
      #expect((standing.packets, standing.bytes) == (counted.packets, counted.bytes))
    }
  }

  @Test("each scope drops its own frames of the blocked source and no others, and counts just those")
  func frames() throws {
    try RulesetKit.buildBridge()
    let nft = try NFTables()
    try nft.install(RulesetKit.whole)
    #expect(try RulesetKit.passing(from: RulesetKit.bad) == RulesetKit.kinds)
    let expected: [(Scope, Set<String>)] = [
      (.dhcp, RulesetKit.kinds.subtracting(RulesetKit.dhcp)),
      (.llc, RulesetKit.kinds.subtracting(RulesetKit.llc)),
      (.all, []),
    ]
    for (scope, passing) in expected {
      let block = Block(mac: RulesetKit.bad, scope: scope, lifetime: .seconds(60))
      try nft.block([block])
      #expect(try RulesetKit.passing(from: RulesetKit.bad) == passing)
      #expect(try RulesetKit.passing(from: RulesetKit.good) == RulesetKit.kinds)
      let counter = try #require(try nft.standing(RulesetKit.bad, in: scope))
      #expect(counter.packets == UInt64(RulesetKit.kinds.count - passing.count))
      #expect(counter.bytes >= 60 * counter.packets)
      try nft.unblock([block])
      #expect(try nft.standing(RulesetKit.bad, in: scope) == nil)
      #expect(try RulesetKit.passing(from: RulesetKit.bad) == RulesetKit.kinds)
    }
  }

  @Test("a block ends by itself, and unblocking it afterwards is fine")
  func expiry() async throws {
    try RulesetKit.buildBridge()
    let nft = try NFTables()
    try nft.install(RulesetKit.whole)
    let block = Block(mac: RulesetKit.bad, scope: .all, lifetime: .milliseconds(1))
    try nft.block([block])
    let deadline = ContinuousClock.now + .seconds(10)
    while try nft.standing(RulesetKit.bad, in: .all) != nil, ContinuousClock.now < deadline {
      try await Task.sleep(for: .milliseconds(5))
    }
    #expect(try nft.standing(RulesetKit.bad, in: .all) == nil)
    #expect(try RulesetKit.passing(from: RulesetKit.bad) == RulesetKit.kinds)
    try nft.unblock([block])
    try nft.block([block])
  }

  @Test("unblocking what is not blocked changes nothing and fails nothing, even without a table")
  func unblockNothing() throws {
    let nft = try NFTables()
    let block = Block(mac: RulesetKit.bad, scope: .dhcp)
    try nft.unblock([block])
    #expect(try RulesetKit.listing().isEmpty)
    try nft.install(RulesetKit.whole)
    let before = try RulesetKit.listing()
    try nft.unblock([block])
    #expect(try RulesetKit.listing() == before)
  }

  @Test("blocking without a table is refused with the kernel's words")
  func noTable() throws {
    let error = #expect(throws: NetlinkError.self) {
      try NFTables().block([Block(mac: RulesetKit.bad, scope: .dhcp)])
    }
    #expect(
      error?.description.hasPrefix("block 02:00:00:00:00:99: No such file or directory") == true)
  }

  @Test("30,000 sources are blocked in one transaction, read back and unblocked")
  func many() throws {
    let nft = try NFTables()
    try nft.install(RulesetKit.whole)
    let remark = BlockComment(
      origin: .watch, since: Timestamp(seconds: 1_795_431_970), reason: "20 messages in 5 s")
    let blocks = (0..<30_000).map { number in
      Block(
        mac: MACAddress(bits: 0x02_0000_0000_00 + UInt64(number)), scope: .dhcp, lifetime: .seconds(600),
        remark: remark)
    }
    try nft.block(blocks)
    let standing = try nft.standing().blocks
    #expect(standing.count == blocks.count)
    #expect(zip(standing, blocks).first { $0.block != $1 } == nil)
    try nft.block(Array(blocks.prefix(5000)))
    try nft.unblock(blocks)
    #expect(try nft.standing().blocks.isEmpty)
  }
}
