import Foundation
import Plans
import PlansKit
import Testing
import Wire

@Suite("Blocks of clients behind a router")
struct ClientBlockTests {
  private let router = MACAddress(bits: 0x02_0000_0000_aa)
  private let giaddr = IPv4Address(bits: 0x0a09_0001)
  private let link = IPv6Address(high: 0x2001_0db8_0009_0000, low: 1)

  private func client(_ chaddr: UInt64 = 0x02_0000_0000_c1, via giaddr: UInt32 = 0x0a09_0001) -> RelayedClient
  {
    RelayedClient(.v4(giaddr: IPv4Address(bits: giaddr), chaddr: MACAddress(bits: chaddr)), behind: router)
  }
  private func client6(_ peer: IPv6Address = IPv6Address(high: 0xfe80 << 48, low: 0xc1)) -> RelayedClient {
    RelayedClient(.v6(link: link, peer: peer), behind: router)
  }
  private func block(_ client: RelayedClient, for lifetime: Duration? = nil) -> Block {
    Block(.client(client), scope: .dhcp, lifetime: lifetime)
  }
  private func running(_ blocks: [Block], scopes: [Scope] = [.dhcp], clients: [BlockSet.ClientVersion])
    -> RunningRules
  {
    RunningRules(
      table: .nftables, hasTable: true, scopes: scopes, clients: clients,
      blocks: blocks.map { StandingBlock(block: $0, remaining: $0.lifetime, packets: 0, bytes: 0) })
  }

  @Test(
    "the first client of a version brings its set, the last takes it away, and a router's own block is another"
  )
  func sets() throws {
    let one = block(client())
    let other = block(client(0x02_0000_0000_c2))
    let mac = Block(mac: router, scope: .dhcp)
    let plan = try BlockPlanner.block([one, block(client6())], running: running([mac], clients: [.v4]))
    #expect(
      plan.changes == [
        .installRuleset(
          Ruleset(table: .nftables, scopes: [], clients: [.v6], includesTable: false, includesSearch: false)),
        .block(one, .nftables), .block(block(client6()), .nftables),
      ])
    #expect(
      BlockPlanner.unblock([.address(router)], running: running([mac, one], clients: [.v4])).changes
        == [
          .unblock(mac, .nftables),
          .removeRuleset(Ruleset(table: .nftables, scopes: [.dhcp], includesTable: false)),
        ])
    #expect(
      BlockPlanner.unblock([one.subject], running: running([mac, one, other], clients: [.v4])).changes
        == [.unblock(one, .nftables)])
    #expect(
      BlockPlanner.unblock([one.subject], running: running([mac, one], clients: [.v4])).changes
        == [
          .unblock(one, .nftables),
          .removeRuleset(Ruleset(table: .nftables, scopes: [], clients: [.v4], includesTable: false)),
        ])
  }

  @Test("planning again after applying plans nothing, and a longer time renews")
  func again() throws {
    let standing = running([block(client(), for: .seconds(60))], clients: [.v4])
    #expect(try BlockPlanner.block([block(client(), for: .seconds(60))], running: standing).isEmpty)
    #expect(
      try BlockPlanner.block([block(client(), for: .seconds(90))], running: standing).changes.count == 1)
  }

  @Test("rules without clients are as they were")
  func unchanged() throws {
    let plan = try BlockPlanner.block(
      [Block(mac: router, scope: .dhcp)], running: RunningRules(table: .nftables))
    #expect(!NFTablesText.script(plan).contains("client"))
  }

  @Test("where rules cannot tell clients apart, and whom none can be, is refused with a way out")
  func refusals() throws {
    func refusal(_ block: Block, _ table: Table = .nftables) -> PlanError? {
      do {
        _ = try BlockPlanner.block([block], running: RunningRules(table: table), unblocksItself: true)
        return nil
      } catch { return error }
    }
    let eth0 = name("eth0")
    for table in [Table.ebtables, .brouting(eth0)] {
      let error = try #require(refusal(block(client()), table))
      #expect(
        error.description.hasPrefix(
          "block 02:00:00:00:00:c1 via 10.9.0.1 behind 02:00:00:00:00:aa: ebtables matches"))
      #expect(error.advice.contains("backend nftables") && !error.isBadInput)
    }
    #expect(refusal(block(client()), .xdp(eth0)) == nil && refusal(block(client6()), .xdp(eth0)) == nil)
    for table in [Table.nftables, .netdev(eth0), .ebtables, .xdp(eth0)] {
      let line = Block(.line(RelayedLine(circuit: [1])), scope: .dhcp)
      #expect(refusal(line, table)?.reason.contains("no fixed place") == true)
    }
    #expect(refusal(block(client()), .netdev(eth0)) == nil && refusal(block(client6())) == nil)
    #expect(refusal(Block(.client(client()), scope: .all))?.advice == "choose scope dhcp")
    #expect(refusal(Block(.client(client()), scope: .dhcp, port: eth0))?.advice == "leave the port away")
    for bad in [
      client(0), client(0x01_0000_0000_c1), client(via: 0xe000_0001), client(via: 0x7f00_0001),
      client(via: 0xffff_ffff), client6(IPv6Address(high: 0, low: 0)),
      client6(IPv6Address(high: 0xff02 << 48, low: 1)),
      RelayedClient(client().name, behind: .zero), RelayedClient(client().name, behind: .broadcast),
    ] { #expect(refusal(block(bad))?.isBadInput == true, "\(bad)") }
    #expect(refusal(block(client(via: 0))) == nil)
  }

  @Test("a comment names the client, and what it says of the block is read again")
  func comments() throws {
    let remark = BlockComment(
      origin: .watch, since: Timestamp(seconds: 1_795_431_970), reason: "20 messages in 5 s", strikes: 3)
    var block = block(client())
    #expect(block.comment == "client 02:00:00:00:00:c1 via 10.9.0.1")
    #expect(Block.remark(try #require(block.comment), of: block.subject) == nil)
    block.remark = remark
    #expect(
      block.comment
        == "watch 2026-11-23T11:06:10Z x3 client 02:00:00:00:00:c1 via 10.9.0.1: 20 messages in 5 s")
    #expect(Block.remark(try #require(block.comment), of: block.subject) == remark)
    let halves = Block.renewalComment(of: client())
    #expect(Block.renewing(halves, behind: router) == client() && BlockComment(halves) == nil)
    // The longest name leaves little room for the reason, and is no part of it.
    let long = IPv6Address(high: 0x2001_0db8_1111_2222, low: 0x3333_4444_5555_6666)
    block.subject = .client(RelayedClient(.v6(link: long, peer: long), behind: router))
    let comment = try #require(block.comment)
    #expect(comment.utf8.count < BlockComment.maximumLength)
    let read = try #require(Block.remark(comment, of: block.subject))
    #expect(remark.reason.hasPrefix(read.reason) && read.strikes == 3)
  }

  @Test("the renewals of a client behind two relays are one element")
  func shared() {
    let script = NFTablesText.script(
      Plan([.block(block(client()), .nftables), .block(block(client(via: 0x0a09_0002)), .nftables)]))
    #expect(script.components(separatedBy: "02:00:00:00:00:aa . 0x0 . 0x200000000c1").count == 4)
  }
}
