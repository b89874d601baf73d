import Foundation
import Placement
import Plans
import TestKit
import Testing
import Wire

@testable import PacketFilter

/// The gate in a real kernel.
@Suite(.serialized, .inPrivateNamespace)
struct RulesetGateTests {
  private let gate = NewcomerLimit(table: .nftables)
  private static let dhcpOnly = Ruleset(table: .nftables, scopes: [.dhcp], includesTable: true)

  init() throws { try RulesetKit.clear() }

  private func guarded() throws -> NFTables {
    let nft = try NFTables()
    try nft.install(Self.dhcpOnly)
    try nft.install(gate)
    return nft
  }

  @Test("the gate by netlink is what nft lists after loading the printed one")
  func sameAsText() throws {
    let plan = Plan([
      .installRuleset(Self.dhcpOnly), .installGate(gate),
      .know(KnownClient(mac: RulesetKit.good), .nftables),
      .know(KnownClient(mac: RulesetKit.good, isExempt: true), .nftables),
    ])
    let nft = try guarded()
    try nft.know([
      KnownClient(mac: RulesetKit.good), KnownClient(mac: RulesetKit.good, isExempt: true),
    ])
    let ours = try RulesetKit.listing()
    try RulesetKit.clear()
    try RulesetKit.tool("nft", "-f", "-", input: NFTablesText.script(plan))
    #expect(ours == (try RulesetKit.listing()))
  }

  @Test("installing again, and at another rate, doubles nothing and forgets nobody")
  func idempotent() throws {
    let nft = try guarded()
    try nft.know([
      KnownClient(mac: RulesetKit.good, isExempt: true),
      KnownClient(mac: RulesetKit.bad, lifetime: .seconds(600)),
    ])
    let once = try RulesetKit.listing().replacing(#/ expires \S+/#, with: "")
    try nft.install(gate)
    #expect(try RulesetKit.listing().replacing(#/ expires \S+/#, with: "") == once)
    try nft.install(NewcomerLimit(table: .nftables, rate: 5))
    let standing = try #require(try nft.standing().gate)
    #expect(standing.rate == 5 && standing.isWhole)
    #expect(standing.known.map(\.mac) == [RulesetKit.good, RulesetKit.bad])
    #expect(standing.known.map(\.isExempt) == [true, false])
    #expect(standing.known.map { $0.lifetime == nil } == [true, false])
  }

  @Test(
    "whatever somebody takes out of it, it is no longer whole, and installing it again makes it so",
    arguments: [
      "flush chain bridge dhcpward newcomers", "flush chain bridge dhcpward guard",
      "flush chain bridge dhcpward guard; delete chain bridge dhcpward guard",
      "add rule bridge dhcpward newcomers drop",
      "flush chain bridge dhcpward newcomers; delete set bridge dhcpward known",
      "flush chain bridge dhcpward newcomers; delete set bridge dhcpward exempt",
      "flush chain bridge dhcpward first_messages",
      "flush chain bridge dhcpward newcomers; delete set bridge dhcpward seen_briefly",
    ])
  func repair(edit: String) throws {
    let nft = try guarded()
    let before = try RulesetKit.listing()
    try RulesetKit.tool("nft", "-f", "-", input: edit.replacing("; ", with: "\n") + "\n")
    #expect(try nft.standing().gate?.isWhole == false)
    #expect(try !NewcomerLimitPlanner.install(gate, running: nft.standing()).isEmpty)
    try nft.install(gate)
    #expect(try Set(RulesetKit.listing().split(separator: "\n")) == Set(before.split(separator: "\n")))
  }

  @Test("removed by itself it leaves the blocks, removed with the table it leaves nothing; twice is fine")
  func removal() throws {
    let nft = try NFTables()
    try nft.install(Self.dhcpOnly)
    try nft.block([Block(mac: RulesetKit.bad, scope: .dhcp)])
    let before = try RulesetKit.listing()
    try nft.install(gate)
    try nft.know([KnownClient(mac: RulesetKit.good)])
    #expect(try !nft.frame().hasForeign)
    try nft.removeGate()
    #expect(try RulesetKit.listing() == before)
    try nft.removeGate()
    try nft.install(gate)
    try nft.remove(RulesetKit.whole)
    #expect(try RulesetKit.listing() == "")
    try nft.removeGate()
    #expect(try RulesetKit.listing() == "")
  }

  @Test("another's chain in the table stays when the ruleset and the gate go")
  func foreign() throws {
    let nft = try guarded()
    try RulesetKit.tool("nft", "add", "chain", "bridge", "dhcpward", "theirs")
    try nft.remove(RulesetKit.whole)
    let rest = try RulesetKit.listing()
    #expect(rest.contains("chain theirs") && !rest.contains("known") && !rest.contains("newcomers"))
  }

  @Test("knowing again gives the whole time anew, and forgetting somebody unknown is fine")
  func known() throws {
    let nft = try guarded()
    for seconds in [100, 600, 50] as [Int64] {
      try nft.know([KnownClient(mac: RulesetKit.bad, lifetime: .seconds(seconds))])
      let left = try #require(try nft.known().first?.lifetime)
      #expect(left <= .seconds(seconds) && left > .seconds(seconds - 20))
    }
    try nft.know([KnownClient(mac: RulesetKit.bad)])
    #expect(try nft.known() == [KnownClient(mac: RulesetKit.bad)])
    let exempt = KnownClient(mac: RulesetKit.bad, isExempt: true)
    try nft.know([exempt])
    try nft.forget([KnownClient(mac: RulesetKit.bad), KnownClient(mac: RulesetKit.good)])
    #expect(try nft.known() == [exempt])
    try nft.forget([exempt])
    #expect(try nft.known() == [])
    try nft.removeGate()
    try nft.forget([KnownClient(mac: RulesetKit.bad)])
  }

  @Test("as many as are learnt are known in one go")
  func many() throws {
    let nft = try guarded()
    // Emulated machines would take minutes.
    let count = ProcessInfo.processInfo.environment["DHCPWARD_SLOW"] == nil ? 60_000 : 5000
    let all = (0..<count).map {
      KnownClient(mac: MACAddress(bits: 0x02_0000_1000_00 + UInt64($0)), lifetime: .seconds(86_400))
    }
    try nft.know(all)
    #expect(try nft.known().map(\.mac) == all.map(\.mac))
  }

  @Test("DHCP is judged, tagged or not, and nothing else; who is known passes")
  func frames() throws {
    try RulesetKit.buildBridge()
    let nft = try NFTables()
    try nft.install(Self.dhcpOnly)
    try nft.install(gate)
    // Without a flood nobody is held up.
    #expect(try RulesetKit.passing(from: RulesetKit.bad) == RulesetKit.kinds)
    // As if no newcomer were let in, and none noted.
    let rules = "add rule bridge dhcpward newcomers"
    try RulesetKit.tool(
      "nft", "-f", "-",
      input: "flush chain bridge dhcpward newcomers\n\(rules) ether saddr @known return\n\(rules) drop\n")
    #expect(
      try RulesetKit.passing(from: RulesetKit.bad) == RulesetKit.kinds.subtracting(RulesetKit.dhcp))
    try nft.know([KnownClient(mac: RulesetKit.bad)])
    #expect(try RulesetKit.passing(from: RulesetKit.bad) == RulesetKit.kinds)
  }

  @Test("probing says that a gate can stand here, in both families, and leaves nothing")
  func probe() throws {
    #expect(CapabilityProbe.gate(.nftables) == .works)
    #expect(CapabilityProbe.gate(.netdev(InterfaceName("eth0") ?? .unknown)) == .works)
    #expect(CapabilityProbe.gate(.ebtables) != .works)
    #expect(try RulesetKit.listing().isEmpty)
  }
}
