import Plans
import PlansKit
import TestKit
import Testing
import Wire

/// nft itself is asked what the printed scripts mean.
@Suite("RulesOracleTests: nft", .serialized, .enabled(if: Tool.isPrivate))
struct NFTOracleTests {
  private func load(_ plan: Plan) throws {
    let script = NFTablesText.script(plan)
    try Tool.run(["nft", "-c", "-f", "-"], input: script)
    try Tool.run(["nft", "-f", "-"], input: script)
  }

  // nft before 1.0.8, or a kernel without NFT_BRIDGE_META, has no broute.
  private static let hasBroute =
    (try? Tool.run(
      ["nft", "-c", "-f", "-"],
      input: "table bridge x { chain y { type filter hook prerouting priority 0; meta broute set 1; }; }"))
    != nil

  private func loadable(_ plan: Plan) -> Plan {
    guard !Self.hasBroute else { return plan }
    return Plan(plan.changes.filter { if case .installBroute = $0 { false } else { true } })
  }

  @Test(
    "every scenario's script loads, lists back as meant, and its inverse leaves nothing",
    arguments: Scenario.all)
  func scenario(_ scenario: Scenario) throws {
    guard let plan = try scenario.plan(.nftables).map(loadable) else { return }
    let before = try Tool.run(["nft", "list", "ruleset"])
    // A chain at an ingress hook needs its device.
    try Tool.ip("link add eth0 type veth peer name eth0peer")
    defer { _ = try? Tool.ip("link delete eth0") }
    if let text = scenario.text("rules.nft"), Self.hasBroute || !text.contains("broute") {
      try Tool.run(["nft", "-c", "-f", "-"], input: text)
    }
    try load(plan)
    try expect(plan)
    try load(plan.undone)
    #expect(try Tool.run(["nft", "list", "ruleset"]) == before)
  }

  @Test(
    "every scope, time and remark lists back as meant, and the single commands mean the same as the script")
  func everything() throws {
    let before = try Tool.run(["nft", "list", "ruleset"])
    let plan = Sample.rules(.nftables)
    try load(plan)
    try expect(plan)
    let listing = try NFTListing()
    #expect(listing?.rules.count == 21)
    #expect(
      listing?.chains == ["dhcp - - - -", "nested - - - -", "prerouting filter prerouting -300 accept"])
    #expect(listing?.setFlags == [["timeout", "counter"], ["counter"]])
    try load(plan.undone)
    for change in plan.changes { for command in change.commands { try Tool.run(command) } }
    #expect(try NFTListing() == listing)
    for change in plan.undone.changes { for command in change.commands { try Tool.run(command) } }
    #expect(try Tool.run(["nft", "list", "ruleset"]) == before)
  }

  @Test("a scope added later joins the table, and taken away again no longer drops")
  func laterScope() throws {
    let first = try BlockPlanner.block(
      [Block(mac: Sample.flooder, scope: .dhcp)], running: RunningRules(table: .nftables))
    try load(first)
    let running = RunningRules(table: .nftables, hasTable: true, scopes: [.dhcp])
    let second = try BlockPlanner.block([Block(mac: Sample.flooder, scope: .all)], running: running)
    try load(second)
    try expect(first + second)
    #expect(try NFTListing()?.rules.count == 17)
    try load(second.undone)
    #expect(try NFTListing()?.sets["blocked_all"] == [])
    try load(first.undone)
    #expect(try NFTListing() == nil)
  }

  @Test("a gate lists back as meant, takes another rate, and its inverse leaves the blocks' table alone")
  func gate() throws {
    let frame = Plan([.installRuleset(Ruleset(table: .nftables, scopes: [.dhcp], includesTable: true))])
    let plan = Sample.gate(.nftables)
    try load(frame)
    let bare = try NFTListing()
    try load(plan)
    try expect(frame + plan)
    let listing = try NFTListing()
    #expect(listing?.rules.count == 41)
    #expect(listing?.chains.contains("guard filter prerouting -299 accept") == true)
    #expect(
      listing?.rules.contains { $0.contains("\"limit\":{\"burst\":50,\"per\":\"second\",\"rate\":50}") }
        == true)
    try load(plan.undone)
    #expect(try NFTListing() == bare)
    for change in plan.changes { for command in change.commands { try Tool.run(command) } }
    #expect(try NFTListing() == listing)
    for change in plan.undone.changes { for command in change.commands { try Tool.run(command) } }
    #expect(try NFTListing() == bare)
    try load(frame.undone)
  }

  @Test(
    "a filter of tagged frames lists back as printed, lets other VLANs pass later on, and its inverse leaves nothing",
    arguments: ["eth0", "br-lan.10", "a@b_c"])
  func vlanFilter(port: String) throws {
    let before = try Tool.run(["nft", "list", "ruleset"])
    let (old, new) = (
      VLANFilter(port: name(port)), VLANFilter(port: name(port), vlans: Sample.vlans)
    )
    let plan = Plan([.installVLANFilter(old), .changeVLANFilter(new, was: old)])
    try load(plan)
    let table = NFTablesText.vlanTable(new.port).split(separator: " ").map(String.init)
    let listing = try Tool.run(["nft", "list", "table"] + table)
    let wanted = NFTablesText.taggedRules(new) + NFTablesText.entranceRules(new)
    let lines = listing.replacing(" packets 0 bytes 0", with: "").split(separator: "\n").map {
      $0.drop { $0 == "\t" }
    }
    #expect(
      lines.filter { $0.contains("vlan") && !$0.contains("table") || $0.contains("drop") }
        == wanted.map { $0.description[...] })
    #expect(lines.contains("comment \"\(port)\""))
    #expect(listing.contains("hook prerouting priority dstnat - 1; policy accept;"))
    try load(plan.undone)
    #expect(try Tool.run(["nft", "list", "ruleset"]) == before)
    for change in plan.changes { for command in change.commands { try Tool.run(command) } }
    #expect(try Tool.run(["nft", "list", "table"] + table) == listing)
    for change in plan.undone.changes { for command in change.commands { try Tool.run(command) } }
    #expect(try Tool.run(["nft", "list", "ruleset"]) == before)
  }

  @Test("a block renewed gets the new time, whatever the old one was")
  func renewal() throws {
    let ruleset = Ruleset(table: .nftables, scopes: [.dhcp], includesTable: true)
    try load(Plan([.installRuleset(ruleset)]))
    for lifetime in [Duration.seconds(300), .seconds(600), .seconds(600), nil, .seconds(900)] {
      let block = Block(mac: Sample.flooder, scope: .dhcp, lifetime: lifetime)
      try load(Plan([.block(block, .nftables)]))
      #expect(
        try NFTListing()?.sets == NFTListing.elements([block]).merging([NFTablesText.ownSet: []]) { $1 })
    }
    try load(Plan([.removeRuleset(ruleset)]))
  }

  private func expect(_ plan: Plan) throws {
    let blocks = plan.changes.compactMap { change -> Block? in
      if case .block(let block, _) = change { block } else { nil }
    }
    let sets = plan.changes.flatMap { change -> [BlockSet] in
      if case .installRuleset(let ruleset) = change { ruleset.sets } else { [] }
    }
    let known = plan.changes.compactMap { change -> KnownClient? in
      if case .know(let one, _) = change { one } else { nil }
    }
    let hasGate = plan.changes.contains { if case .installGate = $0 { true } else { false } }
    var empty = Dictionary(
      uniqueKeysWithValues: sets.map { (NFTablesText.setName($0), Set<NFTListing.Element>()) })
    for change in plan.changes {
      guard case .installRuleset(let ruleset) = change, ruleset.includesSearch else { continue }
      empty[NFTablesText.ownSet] = Set(ruleset.own.map { NFTListing.Element(mac: "\($0)") })
    }
    if hasGate {
      empty[NFTablesText.seenSet] = []
      empty[NFTablesText.brieflySeenSet] = []
      empty[NFTablesText.paceSet] = []
      for set in [NFTablesText.exemptSet, NFTablesText.knownSet] {
        empty[set] = Set(
          known.filter { NFTablesText.setName($0) == set }.map(NFTListing.Element.init))
      }
    }
    let isNetdev = plan.changes.contains {
      if case .installRuleset(let ruleset) = $0, case .netdev = ruleset.table { true } else { false }
    }
    #expect(
      try NFTListing(family: isNetdev ? "netdev" : "bridge")?.sets
        == empty.merging(NFTListing.elements(blocks)) { $1 })
  }
}
