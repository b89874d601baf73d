import Placement
import Plans
import PlansKit
import Testing
import Wire

@Suite("Blocks at one port")
struct PortBlockTests {
  private let everywhere = Block(mac: Sample.flooder, scope: .dhcp)
  private let one = Block(mac: Sample.flooder, scope: .dhcp, port: name("vnet3"))
  private let two = Block(mac: Sample.flooder, scope: .dhcp, port: name("vnet4"))

  private func standing(_ blocks: [Block], _ table: Table = .nftables) -> RunningRules {
    var model = RulesModel(RunningRules(table: table))
    if let plan = try? BlockPlanner.block(blocks, running: model.rules) { model.apply(plan) }
    return model.rules
  }

  @Test("the port tells one block from another, and from the one that holds everywhere")
  func identity() throws {
    let wishes = [everywhere, one, two]
    let plan = try BlockPlanner.block(wishes, running: RunningRules(table: .nftables))
    let ruleset = Ruleset(table: .nftables, scopes: [.dhcp], scopesAtPort: [.dhcp], includesTable: true)
    #expect(plan.changes == [.installRuleset(ruleset)] + wishes.map { .block($0, .nftables) })
    #expect(try BlockPlanner.block(wishes, running: standing(wishes)).isEmpty)
    #expect(
      try BlockPlanner.block([two], running: standing([everywhere, one])).changes == [.block(two, .nftables)])
  }

  @Test("a table has sets only for what is asked for, and ebtables none")
  func sets() throws {
    let plan = try BlockPlanner.block([one], running: RunningRules(table: .nftables))
    #expect(
      plan.changes.first
        == .installRuleset(Ruleset(table: .nftables, scopes: [], scopesAtPort: [.dhcp], includesTable: true)))
    let ebtables = try BlockPlanner.block([one], running: RunningRules(table: .ebtables))
    #expect(
      ebtables.changes.first
        == .installRuleset(Ruleset(table: .ebtables, scopes: [.dhcp], includesTable: true)))
    #expect(try BlockPlanner.block([everywhere], running: standing([one], .ebtables)).changes.count == 1)
  }

  @Test("unblocking frees a source everywhere, or at that port and nowhere else")
  func unblock() {
    let running = standing([everywhere, one, two])
    #expect(BlockPlanner.unblock([.address(Sample.flooder)], running: running).changes.count == 4)
    #expect(
      BlockPlanner.unblock([.address(Sample.flooder)], at: one.port, running: running).changes == [
        .unblock(one, .nftables)
      ])
    #expect(BlockPlanner.unblock(nil, at: two.port, running: standing([one])).isEmpty)
    // The set goes with the last block in it.
    #expect(
      BlockPlanner.unblock(nil, at: one.port, running: standing([everywhere, one])).changes.last
        == .removeRuleset(
          Ruleset(table: .nftables, scopes: [], scopesAtPort: [.dhcp], includesTable: false)))
  }

  @Test("a plan says the port in words, as data, and as both tools' commands")
  func printed() {
    let change = Change.block(one, .nftables)
    #expect(change.description == "block 02:00:00:00:00:99, DHCP, at vnet3 only, forever (nftables)")
    #expect(change.fields.contains { $0.key == "atPort" && $0.value == .text("vnet3") })
    #expect(
      change.commands == [
        ["nft", #"add element bridge dhcpward blocked_dhcp_at_port { "vnet3" . 02:00:00:00:00:99 }"#]
      ])
    #expect(
      Change.block(one, .ebtables).commands.map { $0.joined(separator: " ") } == [
        "ebtables -A DHCPWARD -p IPv4 -s 02:00:00:00:00:99 -i vnet3 --ip-proto udp --ip-dport 67 -j DROP",
        "ebtables -A DHCPWARD -p IPv6 -s 02:00:00:00:00:99 -i vnet3 --ip6-proto udp --ip6-dport 547 -j DROP",
        "ebtables -A DHCPWARD -p 802_1Q -s 02:00:00:00:00:99 -i vnet3 -j DROP",
        "ebtables -A DHCPWARD -p 0x88a8 -s 02:00:00:00:00:99 -i vnet3 -j DROP",
      ])
  }

  @Test(
    "a port that no rule can name, and a table that sees one port only, are refused",
    arguments: [("vnet+", Table.nftables), ("vnet*", .nftables), ("a\"b", .nftables), ("-j", .ebtables)])
  func names(port: String, table: Table) {
    var block = everywhere
    block.port = name(port)
    #expect(throws: PlanError.self) { try BlockPlanner.block([block], running: RunningRules(table: table)) }
    for table in [Table.netdev(name("eth0")), .brouting(name("eth0"))] {
      #expect(throws: PlanError.self) { try BlockPlanner.block([one], running: RunningRules(table: table)) }
    }
  }

  @Test("only a port of the bridge itself will do")
  func ports() throws {
    func link(_ text: String, master: String? = nil) -> Link {
      Link(
        name: name(text), index: 2, kind: text.hasPrefix("br") ? .bridge : .ethernet(""), address: nil,
        mtu: 1500,
        isUp: true, master: master.map { name($0) })
    }
    let network = Network(links: [
      link("br0"), link("br1"), link("vnet3", master: "br0"), link("vnet4", master: "br1"),
    ])
    var site = Site(
      mode: .existing, dialect: .nftables, interface: name("br0"), bridge: name("br0"), reason: "")
    try site.refuse(port: name("vnet3"), network: network)
    func refusal(_ port: String) -> String? {
      do throws(PlanError) {
        try site.refuse(port: name(port), network: network)
        return nil
      } catch { return error.description }
    }
    let advice = "; `dhcpward bridge show --all` lists the ports"
    #expect(refusal("vnet4") == "block at port vnet4: vnet4 is no port of br0" + advice)
    #expect(refusal("vnet5") == "block at port vnet5: there is no interface vnet5" + advice)
    site.mode = .bridge
    site.interface = name("eth0")
    #expect(
      refusal("eth0")
        == "block at port eth0: mode bridge guards the one port eth0; leave the port away")
  }

  @Test("a block at a port is printed for mode existing only")
  func mode() throws {
    var intention = Intention(
      interface: name("br0"), bridge: name("br0"), blocks: [one], scope: .dhcp, mode: .existing)
    let plan = try Plan.printed(for: intention)
    #expect(plan.changes.count == 2)
    intention.mode = .bridge
    #expect(throws: PlanError.self) { try Plan.printed(for: intention) }
  }
}
