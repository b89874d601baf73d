import PacketFilter
import Plans
import TestKit
import Testing
import Wire

/// What an administrator does with a host's rules, `nft list ruleset > f` and later `nft -f f`, works with all of
/// dhcpward's in them, in every mode with nftables.
@Suite(.serialized, .inPrivateNamespace)
struct RulesetListingTests {
  init() throws { try RulesetKit.clear() }

  /// What stands in a mode, at the port of `RulesetKit.buildBridge`.
  struct Mode: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let table: Table
    let port: InterfaceName
    var filters: [VLANFilter] = []
    var broute: Broute?
  }

  static let modes: [Mode] = {
    guard let port = InterfaceName("rsport"), let other = InterfaceName("rsother") else { return [] }
    let filters = [
      VLANFilter(port: other, vlans: [VLAN(id: VLANID(tagControl: 30), tag: .customer)]),
      VLANFilter(port: port),
    ]
    var modes = [
      Mode(testDescription: "bridge", table: .nftables, port: port, filters: filters),
      Mode(testDescription: "existing", table: .nftables, port: port),
      Mode(testDescription: "netdev", table: .netdev(port), port: port),
    ]
    if hasBroute {
      let recipes = [Broute.Recipe.udp, .raw(mac: RulesetKit.good)]
      modes += recipes.map {
        let broute = Broute(port: port, dialect: .nftables, recipe: $0)
        return Mode(testDescription: "broute \($0)", table: .nftables, port: port, broute: broute)
      }
    }
    return modes
  }()

  // nft before 1.0.8 has no word for broute, so that it can list no rule of it; dhcpward chooses ebtables there.
  private static let hasBroute =
    (try? RulesetKit.tool(
      "nft", "-c", "-f", "-",
      input: "table bridge x { chain y { type filter hook prerouting priority 0; meta broute set 1; }; }"))
    != nil

  private static let remark = BlockComment(
    origin: .watch, since: Timestamp(seconds: 1_795_431_970), reason: "20 messages in 5 s")

  private static func blocks(_ mode: Mode) -> [Block] {
    let clients = [ClientFrames.blocked4, ClientFrames.blocked6].map {
      Block(.client($0), scope: .dhcp, lifetime: .seconds(3600), remark: remark)
    }
    let sources = Scope.allCases.flatMap { scope in
      [
        Block(mac: RulesetKit.bad, scope: scope, lifetime: .seconds(3600), remark: remark),
        Block(mac: MACAddress(bits: 0x02_0000_0000_98), scope: scope),
      ]
    }
    guard mode.table == .nftables else { return clients + sources }
    return clients + sources
      + sources.map { block in
        var block = block
        block.port = mode.port
        return block
      }
  }

  @Test(
    "the listing loads again, and all is as it was: blocks, known clients, the gate, filters",
    arguments: modes)
  func loadsAgain(mode: Mode) throws {
    try RulesetKit.buildBridge()
    let applier = RulesetApplier()
    let blocks = Self.blocks(mode)
    let ruleset = Ruleset(
      table: mode.table, scopes: Scope.allCases,
      scopesAtPort: mode.table == .nftables ? Scope.allCases : [], clients: [.v4, .v6],
      includesTable: true, own: [RulesetKit.good])
    let known = [
      KnownClient(mac: RulesetKit.good, isExempt: true),
      KnownClient(mac: MACAddress(bits: 0x02_0000_0000_12), lifetime: .seconds(3600)),
    ]
    let plan = Plan(
      [.installRuleset(ruleset), .installGate(NewcomerLimit(table: mode.table))]
        + mode.filters.map { .installVLANFilter($0) } + blocks.map { .block($0, mode.table) }
        + known.map { .know($0, mode.table) })
    // Last, as what it sends past the bridge nobody hears there.
    let broute = Plan(mode.broute.map { [.installBroute($0)] } ?? [])
    try Self.apply(plan, applier)
    // So that what packets add to the gate's sets is listed, too.
    _ = try RulesetKit.passing(from: MACAddress(bits: 0x02_0000_0000_13))
    _ = try ClientFrames.passing()
    try Self.apply(broute, applier)
    let before = try applier.running(mode.table)
    #expect(Set(before.blocks.map(\.block.key)) == Set(blocks.map(\.key)))
    #expect(before.blocks.contains { $0.packets > 0 })

    let listing = try RulesetKit.tool("nft", "list", "ruleset")
    try RulesetKit.tool("nft", "flush", "ruleset")
    try RulesetKit.tool("nft", "-f", "-", input: listing)
    let again = try RulesetKit.tool("nft", "list", "ruleset")
    #expect(
      Self.words(again) == Self.words(listing), "\(Self.words(again).difference(from: Self.words(listing)))")
    let after = try applier.running(mode.table)
    #expect(after.sets == before.sets && after.own == before.own)
    #expect(Set(Self.lasting(after)) == Set(Self.lasting(before)))
    #expect(after.gate?.isWhole == true && after.gate?.known.map(\.mac) == before.gate?.known.map(\.mac))
    #expect(BlockPlanner.install(sets: before.sets, own: [RulesetKit.good], running: after).isEmpty)
    #expect(try Set(applier.vlanFilters()) == Set(mode.filters))
    if let broute = mode.broute { #expect(try applier.broute(.nftables) == broute) }

    try Self.apply((plan + broute).undone, applier)
    #expect(try RulesetKit.tool("nft", "list", "ruleset").isEmpty)
  }

  private static func apply(_ plan: Plan, _ applier: RulesetApplier) throws {
    for batch in RulesetApplier.batches(plan.changes) { try applier.apply(Array(plan.changes[batch])) }
  }

  /// The blocks of rules, with what they dropped and without how long they last.
  private static func lasting(_ rules: RunningRules) -> [StandingBlock] {
    rules.blocks.map { standing in
      var standing = standing
      (standing.remaining, standing.block.lifetime) = (nil, nil)
      return standing
    }
  }

  /// A listing's words in no order, as that of a set's elements is the kernel's; without what runs.
  private static func words(_ listing: String) -> [String] {
    // Linux 6.1 lists no time of an element that has its set's, as those have that packets add.
    return listing.replacing(#/ expires [0-9a-z]+/#, with: "").replacing(" timeout 20s", with: "").split {
      "\n,={}".contains($0)
    }
    .map { $0.filter { !$0.isWhitespace } }.filter { !$0.isEmpty }.sorted()
  }
}
