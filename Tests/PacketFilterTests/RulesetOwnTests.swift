import Plans
import TestKit
import Testing
import Wire

@testable import PacketFilter

/// This host's own addresses in a real kernel.
@Suite(.serialized, .inPrivateNamespace)
struct RulesetOwnTests {
  private static let own = RulesetKit.bad

  init() throws { try RulesetKit.clear() }

  private func ruleset(_ own: [MACAddress], first: Bool = false) -> Ruleset {
    Ruleset(table: .nftables, scopes: first ? [.dhcp] : [], includesTable: first, own: own)
  }

  private func standing(_ own: [MACAddress]) throws -> NFTables {
    let nft = try NFTables()
    try nft.install(ruleset(own, first: true))
    return nft
  }

  @Test("DHCP that comes in from one is dropped, tagged or not, and counted; all else of it passes")
  func frames() throws {
    try RulesetKit.buildBridge()
    let nft = try standing([Self.own])
    #expect(
      try RulesetKit.passing(from: Self.own) == RulesetKit.kinds.subtracting(RulesetKit.dhcp))
    #expect(try nft.own() == [Self.own: UInt64(RulesetKit.dhcp.count)])
    #expect(try nft.standing().own == nft.own())
    try nft.remove(ruleset([Self.own]))
    #expect(try nft.own() == [:])
    #expect(try RulesetKit.passing(from: Self.own) == RulesetKit.kinds)
  }

  @Test("noted again they keep their counts, and forgetting one that is none is fine")
  func again() throws {
    let nft = try standing([Self.own])
    let before = try RulesetKit.listing()
    try nft.install(ruleset([Self.own]))
    try nft.remove(ruleset([RulesetKit.good]))
    #expect(try RulesetKit.listing() == before)
    try nft.install(ruleset([RulesetKit.good]))
    #expect(try nft.own().keys.sorted() == [RulesetKit.good, Self.own].sorted())
    try nft.remove(RulesetKit.whole)
    #expect(try RulesetKit.listing() == "")
  }

  @Test(
    "whatever somebody takes out of it is put right, and what stands of an earlier version is completed",
    arguments: [
      "flush chain bridge dhcpward dhcp", "flush set bridge dhcpward own",
      "flush chain bridge dhcpward dhcp; delete set bridge dhcpward own",
      "flush chain bridge dhcpward dhcp; delete set bridge dhcpward own; "
        + "add rule bridge dhcpward dhcp ether saddr @blocked_dhcp drop",
      "add rule bridge dhcpward dhcp ether saddr @own drop",
    ])
  func repair(edit: String) throws {
    let nft = try standing([Self.own])
    try nft.block([Block(mac: RulesetKit.good, scope: .dhcp)])
    let before = try RulesetKit.listing()
    try RulesetKit.tool("nft", "-f", "-", input: edit.replacing("; ", with: "\n") + "\n")
    let plan = BlockPlanner.install(sets: [BlockSet(.dhcp)], own: [Self.own], running: try nft.standing())
    for case .installRuleset(let ruleset) in plan.changes { try nft.install(ruleset) }
    #expect(!plan.isEmpty)
    #expect(try Set(RulesetKit.listing().split(separator: "\n")) == Set(before.split(separator: "\n")))
    #expect(
      BlockPlanner.install(sets: [BlockSet(.dhcp)], own: [Self.own], running: try nft.standing()).isEmpty)
  }

  @Test("an administrator's rule that uses the set is left, and the set for it")
  func foreign() throws {
    let nft = try standing([Self.own])
    let rule = "ether saddr @own counter packets 0 bytes 0 accept"
    try RulesetKit.tool("nft", "add rule bridge dhcpward prerouting \(rule)")
    try nft.remove(RulesetKit.whole)
    let left = try RulesetKit.listing()
    #expect(left.contains(rule) && !left.contains("drop") && !left.contains("\(Self.own)"), "\(left)")
  }
}
