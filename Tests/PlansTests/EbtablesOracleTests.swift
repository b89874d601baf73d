import Plans
import PlansKit
import TestKit
import Testing
import Wire

/// ebtables itself, in its nf_tables form, is asked what the printed commands mean.
@Suite("RulesOracleTests: ebtables", .serialized, .enabled(if: Tool.isPrivate))
struct EbtablesOracleTests {
  private func listing() throws -> String { try Tool.run(["ebtables-nft", "-L"]) }

  private func load(_ plan: Plan) throws {
    try Tool.runLines(EbtablesText.script(plan), replacing: "ebtables", by: "ebtables-nft")
  }

  // ebtables-nft learnt table broute in 1.8.10; before, only what goes to table filter is loaded.
  private func loadable(_ plan: Plan) -> Plan {
    guard (try? Tool.run(["ebtables-nft", "-t", "broute", "-L"])) == nil else { return plan }
    return Plan(
      plan.changes.compactMap { change in
        switch change {
        case .installBroute: nil
        case .block(let block, .brouting): .block(block, .ebtables)
        default: change
        }
      })
  }

  @Test("every scenario's commands are accepted and taken back, policies untouched", arguments: Scenario.all)
  func scenario(_ scenario: Scenario) throws {
    guard let plan = try scenario.plan(.ebtables).map(loadable) else { return }
    let before = try listing()
    try load(plan)
    let during = try listing()
    #expect(during.contains("Bridge chain: DHCPWARD") && during.contains("policy: RETURN"))
    for hook in ["INPUT", "FORWARD"] {
      #expect(during.contains("Bridge chain: \(hook), entries: 1, policy: ACCEPT\n-j DHCPWARD\n"))
    }
    try load(plan.undone)
    #expect(try listing() == before)
  }

  @Test("what ebtables lists of every scope is what was printed")
  func everything() throws {
    let before = try listing()
    let plan = Sample.rules(.ebtables)
    for change in plan.changes {
      for command in EbtablesText.commands(change) { try Tool.run(["ebtables-nft"] + command.dropFirst()) }
    }
    let chain = try Tool.run(["ebtables-nft", "-L", "DHCPWARD"]).split(separator: "\n").filter {
      $0.hasPrefix("-")
    }
    let meant = plan.changes.flatMap(EbtablesText.commands).filter { $0[1] == "-A" }.map { $0.dropFirst(3) }
    #expect(
      chain.map {
        $0.trimmingCharacters(in: .whitespaces).replacing("Length", with: "LENGTH").replacing(
          "S-TAG", with: "0x88a8")
      }
        == meant.map { $0.joined(separator: " ") })
    try load(plan.undone)
    #expect(try listing() == before)
  }

  @Test("ebtables understands every match of broute rules, in table filter where it has no table broute")
  func broute() throws {
    let recipes: [Broute.Recipe] = [
      .raw(mac: mac("02:00:00:00:00:01")), .udp,
      .classic(mac: mac("02:00:00:00:00:01"), addresses: [IPv4Address(bits: 0xc000_0201)]),
    ]
    for recipe in recipes {
      let plan = Plan(
        [.installBroute(Broute(port: name("eth0"), dialect: .ebtables, recipe: recipe))]
          + Sample.everyBlock.map { .block($0, .brouting(name("eth0"))) })
      for command in (plan.changes.prefix(1) + plan.undone.changes.suffix(1)).flatMap(EbtablesText.commands) {
        let words = command.dropFirst(3).map { $0 == EbtablesText.brouteHook ? "INPUT" : $0 }
        try Tool.run(["ebtables-nft"] + words)
      }
    }
  }
}
