import Rules
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

  // ebtables-nft learnt table broute in 1.8.10; what it printed before is tried on table filter's parser instead.
  private func withoutBroute(_ plan: Plan) -> Plan {
    Plan(plan.changes.filter { if case .addBroute = $0 { false } else { true } })
  }

  @Test("every scenario's commands are accepted and taken back, policies untouched", arguments: Scenario.all)
  func scenario(_ scenario: Scenario) throws {
    guard let plan = try scenario.plan(.ebtables).map(withoutBroute) else { return }
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
      chain.map { $0.trimmingCharacters(in: .whitespaces).replacing("Length", with: "LENGTH") }
        == meant.map { $0.joined(separator: " ") })
    try load(plan.undone)
    #expect(try listing() == before)
  }

  @Test("the broute pair parses as ebtables understands it, up to the table that is missing")
  func broute() throws {
    for command in Sample.broute.changes.flatMap(EbtablesText.commands) {
      var words = ["ebtables-nft"] + command.dropFirst()
      guard try Tool.answer(words).status != 0 else {
        try Tool.run(words.map { $0 == "-A" ? "-D" : $0 })
        continue
      }
      words[2] = "filter"
      words[4] = "INPUT"
      try Tool.run(words)
      try Tool.run(words.map { $0 == "-A" ? "-D" : $0 })
    }
  }
}
