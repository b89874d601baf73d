import Placement
import Plans
import PlansKit
import Testing
import Wire

/// DHCP from this host's own addresses, where it comes in, is nobody's.
@Suite("Own addresses")
struct OwnAddressTests {
  private let own = mac("02:00:00:00:00:01")
  private let other = mac("02:00:00:00:00:02")

  private func running(_ own: [MACAddress: UInt64] = [:], scopes: [Scope] = [.dhcp]) -> RunningRules {
    RunningRules(table: .nftables, hasTable: true, scopes: scopes, own: own)
  }

  private func ruleset(_ own: MACAddress) -> Ruleset {
    Ruleset(table: .nftables, scopes: [], includesTable: false, own: [own])
  }

  @Test("they go with the chains that find DHCP, and what stands is not planned again")
  func converges() {
    let fresh = BlockPlanner.install(
      sets: [BlockSet(.dhcp)], own: [own], running: RunningRules(table: .nftables))
    #expect(
      fresh.changes
        == [.installRuleset(Ruleset(table: .nftables, scopes: [.dhcp], includesTable: true, own: [own]))])
    #expect(BlockPlanner.install(sets: [BlockSet(.dhcp)], own: [own], running: running([own: 7])).isEmpty)
    #expect(
      BlockPlanner.install(sets: [BlockSet(.dhcp)], own: [own], running: running()).changes
        == [.installRuleset(ruleset(own))])
  }

  @Test("where DHCP is not looked for, and in ebtables, there are none")
  func without() {
    for rules in [
      RunningRules(table: .nftables), running(scopes: [.all]), RunningRules(table: .ebtables, hasTable: true),
    ] {
      for change in BlockPlanner.install(sets: [BlockSet(.all)], own: [own], running: rules).changes {
        guard case .installRuleset(let ruleset) = change else { continue }
        #expect(ruleset.own == [])
      }
    }
    #expect(BlockPlanner.own([own], running: running(scopes: [.all])).isEmpty)
  }

  @Test("another address is noted, and the old one forgotten; undone it is the other way round")
  func another() {
    let plan = BlockPlanner.own([other], gone: [own, mac("02:00:00:00:00:03")], running: running([own: 0]))
    #expect(plan.changes == [.installRuleset(ruleset(other)), .removeRuleset(ruleset(own))])
    #expect(plan.undone.changes == [.installRuleset(ruleset(own)), .removeRuleset(ruleset(other))])
    #expect(
      plan.changes.flatMap(\.commands).map { $0.joined(separator: " ") } == [
        "nft add element bridge dhcpward own { \(other) }",
        "nft delete element bridge dhcpward own { \(own) }",
      ])
    #expect(plan.text.contains("no DHCP from this host's own \(other)"))
  }

  @Test("with the last set for DHCP they go, so that its inverse notes them again")
  func last() {
    func rules(_ blocks: [Block]) -> RunningRules {
      RunningRules(
        table: .nftables, hasTable: true, scopes: [.dhcp, .all],
        blocks: blocks.map { StandingBlock(block: $0, remaining: nil, packets: 0, bytes: 0) }, own: [own: 1])
    }
    let (dhcp, all) = (Block(mac: Sample.flooder, scope: .dhcp), Block(mac: other, scope: .all))
    #expect(
      BlockPlanner.unblock([dhcp.subject], running: rules([dhcp, all])).changes.last
        == .removeRuleset(
          Ruleset(table: .nftables, scopes: [.dhcp], includesTable: false, own: [own])))
    #expect(
      BlockPlanner.unblock([all.subject], running: rules([dhcp, all])).changes.last
        == .removeRuleset(Ruleset(table: .nftables, scopes: [.all], includesTable: false)))
    #expect(
      BlockPlanner.unblock(nil, running: rules([dhcp])).undone.changes.first
        == .installRuleset(
          Ruleset(table: .nftables, scopes: [.dhcp, .all], includesTable: true, own: [own])))
  }

  @Test("they are those of what is guarded and its bridge; never a virtual router's, which others have too")
  func site() {
    func link(_ text: String, _ address: MACAddress) -> Link {
      Link(name: name(text), index: 2, kind: .ethernet(""), address: address, mtu: 1500, isUp: true)
    }
    func addresses(_ links: [Link], bridge: String? = "br0") -> [MACAddress] {
      Site(
        mode: .bridge, dialect: .nftables, interface: name("eth0"), bridge: bridge.map(name), reason: ""
      ).ownAddresses(in: Network(links: links))
    }
    let links = [link("eth0", other), link("br0", own), link("eth1", mac("02:00:00:00:00:03"))]
    #expect(addresses(links) == [own, other])
    #expect(addresses(links, bridge: nil) == [other])
    #expect(addresses([link("eth0", own), link("br0", own)]) == [own])
    #expect(addresses([link("eth0", mac("00:00:5e:00:01:05")), link("br0", .zero)]) == [])
  }
}
