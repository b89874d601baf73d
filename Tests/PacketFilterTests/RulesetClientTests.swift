import Plans
import TestKit
import Testing
import Wire

@testable import Netlink
@testable import PacketFilter

/// Clients behind a router, in a real kernel and by the real nft.
@Suite(.serialized, .inPrivateNamespace)
struct RulesetClientTests {
  init() throws { try RulesetKit.clear() }

  private static let frame = Ruleset(
    table: .nftables, scopes: [.dhcp], clients: [.v4, .v6], includesTable: true)
  private static let remark = BlockComment(
    origin: .watch, since: Timestamp(seconds: 1_795_431_970), reason: "20 messages in 5 s")
  private static let block4 = Block(
    .client(ClientFrames.blocked4), scope: .dhcp, lifetime: .seconds(3600), remark: remark)
  private static let block6 = Block(.client(ClientFrames.blocked6), scope: .dhcp, remark: remark)

  private static func renewals(_ name: RelayedClient) throws -> RelayedClient { try #require(name.renewals) }

  @Test(
    "a client is dropped, relayed and routed, and its router, its neighbours and their neighbours are not")
  func frames() throws {
    try RulesetKit.buildBridge()
    let all = try ClientFrames.passing()
    #expect(
      all.isSuperset(of: ClientFrames.relayed4.union(ClientFrames.routed4).union(ClientFrames.relayed6)))
    let nft = try NFTables()
    try nft.install(Self.frame)
    #expect(try ClientFrames.passing() == all)
    try nft.block([Self.block4])
    #expect(
      try ClientFrames.passing() == all.subtracting(ClientFrames.relayed4).subtracting(ClientFrames.routed4))
    let standing = try #require(try nft.standing(Self.block4))
    #expect(standing.packets == UInt64(ClientFrames.relayed4.count + ClientFrames.routed4.count))
    #expect(try nft.standing().blocks.map(\.packets) == [standing.packets])
    try nft.block([Self.block6])
    try nft.unblock([Self.block4])
    #expect(try ClientFrames.passing() == all.subtracting(ClientFrames.relayed6))
    #expect(try nft.standing(Self.block6)?.packets == UInt64(ClientFrames.relayed6.count))
    try nft.unblock([Self.block6])
    #expect(try ClientFrames.passing() == all)
    #expect(try nft.standing().blocks.isEmpty)
  }

  @Test("at a port's ingress the same frames are dropped")
  func ingress() throws {
    try RulesetKit.buildBridge()
    let port = try #require(InterfaceName("rsport"))
    let nft = try NFTables(.netdev(port))
    var frame = Self.frame
    frame.table = .netdev(port)
    try nft.install(frame)
    try nft.block([Self.block4, Self.block6])
    let all = try ClientFrames.passing()
    #expect(
      all.isDisjoint(with: ClientFrames.relayed4.union(ClientFrames.routed4).union(ClientFrames.relayed6)))
    #expect(
      all.isSuperset(of: ["reply", "long-address", "other-client", "other-router", "other-router6", "arp"]))
    #expect(
      try nft.standing().blocks.map(\.packets)
        == [
          UInt64(ClientFrames.relayed4.count + ClientFrames.routed4.count),
          UInt64(ClientFrames.relayed6.count),
        ])
  }

  @Test("a router's own block and its client's are two blocks")
  func router() throws {
    try RulesetKit.buildBridge()
    let nft = try NFTables()
    try nft.install(Self.frame)
    let router = Block(mac: ClientFrames.router, scope: .dhcp)
    try nft.block([Self.block4])
    #expect(try nft.standing(router) == nil)
    try nft.unblock([router])
    #expect(try nft.standing(Self.block4) != nil)
    try nft.block([router])
    try nft.unblock([Self.block4])
    #expect(try nft.standing().blocks.map(\.block.subject) == [.address(ClientFrames.router)])
  }

  @Test(
    "what was made by netlink is what nft makes of the printed rules, and its listing loads again",
    arguments: [false, true])
  func listing(atPort: Bool) throws {
    try RulesetKit.buildBridge()
    let port = try #require(InterfaceName("rsport"))
    let table = atPort ? Table.netdev(port) : .nftables
    var frame = Self.frame
    frame.table = table
    let nft = try NFTables(atPort ? .netdev(port) : .bridge)
    let noLink = Block(
      .client(
        RelayedClient(
          .v6(link: IPv6Address(high: 0, low: 0), peer: ClientFrames.peer), behind: ClientFrames.router)),
      scope: .dhcp)
    let blocks = [Self.block4, Self.block6, noLink].map { block in
      var block = block
      block.lifetime = nil
      return block
    }
    try nft.install(frame)
    try nft.block(blocks)
    let ours = try RulesetKit.tool("nft", "list", "ruleset")
    #expect(ours.contains("typeof ether saddr . @th,256,32 . @th,288,48"))
    #expect(ours.contains("02:00:00:00:00:aa . 0xa090001 . 0x200000000c1"))
    #expect(
      ours.contains(
        "comment \"watch 2026-11-23T11:06:10Z client 02:00:00:00:00:c1 via 10.9.0.1: 20 messages in 5 s\""))
    #expect(ours.contains("comment \"renewals of 02:00:00:00:00:c1 via 10.9.0.1\""))
    try RulesetKit.tool("nft", "flush", "ruleset")
    try RulesetKit.tool("nft", "-f", "-", input: ours)
    #expect(Self.sorted(try RulesetKit.tool("nft", "list", "ruleset")) == Self.sorted(ours))
    #expect(Set(try nft.standing().blocks.map(\.block)) == Set(blocks))
    #expect(try nft.standing().clients == [.v4, .v6])
    try RulesetKit.tool("nft", "flush", "ruleset")
    let plan = Plan([.installRuleset(frame)] + blocks.map { .block($0, table) })
    try RulesetKit.tool("nft", "-f", "-", input: NFTablesText.script(plan))
    #expect(Self.sorted(try RulesetKit.tool("nft", "list", "ruleset")) == Self.sorted(ours))
    #expect(try nft.standing().clients == [.v4, .v6])
    try RulesetKit.tool("nft", "flush", "ruleset")
    for command in plan.changes.flatMap(\.commands) {
      try Tool.run(command)
    }
    #expect(Self.sorted(try RulesetKit.tool("nft", "list", "ruleset")) == Self.sorted(ours))
  }

  private static func sorted(_ listing: String) -> [String] {
    listing.split(whereSeparator: { "\n,={}".contains($0) }).map { $0.filter { !$0.isWhitespace } }.sorted()
  }

  @Test("lifetimes run out in the kernel, are renewed with the counts kept, and both halves have them")
  func lifetimes() throws {
    try RulesetKit.buildBridge()
    let nft = try NFTables()
    try nft.install(Self.frame)
    var block = Self.block4
    block.lifetime = .seconds(30)
    try nft.block([block])
    _ = try ClientFrames.passing()
    let counted = try #require(try nft.standing(block)?.packets)
    #expect(counted > 0)
    block.lifetime = .seconds(60)
    try nft.block([block])
    #expect(try nft.standing(block)?.packets == counted)
    #expect(try nft.standing(block)?.remaining.map { $0 > .seconds(50) } == true)
    block.lifetime = .milliseconds(100)
    try nft.block([block])
    try Tool.run(["sleep", "0.3"])
    #expect(try nft.standing(block) == nil && nft.standing().blocks.isEmpty)
    #expect(try ClientFrames.passing().contains("routed"))
  }

  @Test("the renewals of a client behind two relays pass only when neither block of it stands")
  func renewals() throws {
    try RulesetKit.buildBridge()
    let nft = try NFTables()
    try nft.install(Self.frame)
    let other = Block(
      .client(
        RelayedClient(
          .v4(giaddr: IPv4Address(bits: 0x0a09_0002), chaddr: ClientFrames.client),
          behind: ClientFrames.router)),
      scope: .dhcp, lifetime: .seconds(600))
    let alone = Block(
      .client(try Self.renewals(ClientFrames.blocked4)), scope: .dhcp, lifetime: .seconds(600))
    try nft.block([Self.block4, other])
    #expect(try nft.standing().blocks.count == 2)
    try nft.unblock([other])
    #expect(try ClientFrames.passing().isDisjoint(with: ClientFrames.routed4))
    #expect(try nft.standing(Self.block4) != nil)
    try nft.block([other])
    try nft.unblock([Self.block4])
    #expect(try ClientFrames.passing().isDisjoint(with: ClientFrames.routed4))
    #expect(try nft.standing().blocks.map(\.block.subject) == [other.subject])
    try nft.block([alone])
    #expect(try nft.standing().blocks.count == 2)
    try nft.unblock([other])
    #expect(try ClientFrames.passing().isDisjoint(with: ClientFrames.routed4))
    #expect(try nft.standing().blocks.map(\.block.subject) == [alone.subject])
    try nft.block([other])
    try nft.unblock([alone])
    #expect(try ClientFrames.passing().isDisjoint(with: ClientFrames.routed4))
    #expect(try nft.standing().blocks.map(\.block.subject) == [other.subject])
    try nft.unblock([other])
    #expect(try ClientFrames.passing().isSuperset(of: ClientFrames.routed4))
    #expect(try nft.standing().blocks.isEmpty)
  }

  @Test("many clients are listed as they were blocked, and go at once")
  func many() throws {
    let nft = try NFTables()
    try nft.install(Self.frame)
    let blocks = (0..<5000).map { number in
      Block(
        .client(
          RelayedClient(
            .v4(giaddr: ClientFrames.giaddr, chaddr: MACAddress(bits: 0x02_0000_0100_00 + UInt64(number))),
            behind: ClientFrames.router)),
        scope: .dhcp, lifetime: .seconds(600), remark: Self.remark)
    }
    try nft.block(blocks)
    #expect(Set(try nft.standing().blocks.map(\.block)) == Set(blocks))
    try nft.unblock(blocks)
    #expect(try nft.standing().blocks.isEmpty)
    #expect(!(try RulesetKit.tool("nft", "list", "ruleset")).contains("elements"))
  }

  @Test("the sets come and go with the clients")
  func planned() throws {
    let applier = RulesetApplier()
    func apply(_ plan: Plan) throws {
      for batch in RulesetApplier.batches(plan.changes) { try applier.apply(Array(plan.changes[batch])) }
    }
    let mac = Block(mac: RulesetKit.bad, scope: .dhcp)
    try apply(try BlockPlanner.block([mac], running: try applier.running(.nftables)))
    let before = try RulesetKit.tool("nft", "list", "ruleset")
    #expect(!before.contains("clients"))
    try apply(try BlockPlanner.block([Self.block4], running: try applier.running(.nftables)))
    #expect(try BlockPlanner.block([Self.block4, mac], running: try applier.running(.nftables)).isEmpty)
    try apply(BlockPlanner.unblock([Self.block4.subject], running: try applier.running(.nftables)))
    #expect(try RulesetKit.tool("nft", "list", "ruleset") == before)
    try apply(BlockPlanner.unblock(nil, running: try applier.running(.nftables)))
    #expect(try RulesetKit.tool("nft", "list", "ruleset").isEmpty)
  }
}
