import Plans
import PlansKit
import Testing
import Wire

@Suite("Plan")
struct PlanTests {
  @Test("undoing twice is the plan itself, and no step is its own inverse")
  func undone() {
    let plan = Sample.everything
    #expect(plan.undone.undone == plan)
    #expect(plan.undone != plan)
    for change in plan.changes { #expect(change.inverse != change) }
  }

  @Test("every step has a name of its own, words, and a command that another tool would do it by")
  func words() {
    let steps = Sample.everything.changes + Sample.everything.undone.changes
    #expect(Set(steps.map(\.name)).count == 24)
    for step in steps {
      #expect(!step.commands.isEmpty, "\(step)")
      #expect(!step.description.isEmpty)
      #expect(!step.fields.isEmpty)
      #expect(Set(step.fields.map(\.key)).count == step.fields.count)
    }
  }

  @Test("a plan of nothing says so")
  func empty() {
    #expect(Plan().text == "nothing to do\n")
    #expect(PlanText.shellScript(Plan()) == "# nothing to do\n")
    #expect(NFTablesText.script(Plan()).isEmpty)
    #expect(EbtablesText.script(Plan()).isEmpty)
    #expect(IPText.script(Plan()).isEmpty)
  }

  @Test("the fields of a block are what programs need to know of it")
  func fields() {
    let block = Block(mac: Sample.flooder, scope: .dhcp, lifetime: .milliseconds(1500), remark: Sample.remark)
    let fields = Dictionary(
      uniqueKeysWithValues: Change.block(block, .nftables).fields.map { ($0.key, $0.value) })
    #expect(
      fields == [
        "dialect": .text("nftables"), "mac": .text("02:00:00:00:00:99"), "scope": .text("dhcp"),
        "for": .number(2),
        "origin": .text("watch"), "since": .text("\(Sample.since)"), "reason": .text("20 messages in 5 s"),
      ])
  }

  @Test("numbers of a long plan stand in a column")
  func column() {
    let lines = Sample.rules(.nftables).text.split(separator: "\n")
    #expect(lines.first?.hasPrefix(" 1. install") == true)
    #expect(lines.contains { $0.hasPrefix("10. block") })
  }
}
