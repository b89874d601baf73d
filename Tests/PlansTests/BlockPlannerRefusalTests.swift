import Plans
import PlansKit
import Testing
import Wire

@Suite("BlockPlanner refuses")
struct BlockPlannerRefusalTests {
  private func refusal(
    _ block: Block, _ table: Table = .nftables, sparing: [MACAddress: String] = [:]
  ) -> String? {
    do throws(PlanError) {
      _ = try BlockPlanner.block([block], running: RunningRules(table: table), sparing: sparing)
      return nil
    } catch { return error.description }
  }

  @Test("group and zero addresses, which nobody sends from")
  func group() {
    for text in ["ff:ff:ff:ff:ff:ff", "01:00:5e:00:00:01", "00:00:00:00:00:00"] {
      let words = refusal(Block(mac: mac(text), scope: .all))
      #expect(words?.hasPrefix("block \(text): ") == true)
    }
  }

  @Test("addresses that are spared, with the reason")
  func spared() {
    let words = refusal(
      Block(mac: Sample.flooder, scope: .all), sparing: [Sample.flooder: "it is the gateway's"])
    #expect(words?.hasPrefix("block 02:00:00:00:00:99: it is the gateway's; ") == true)
  }

  @Test("a time in ebtables that nobody would end")
  func ebtables() throws {
    let block = Block(mac: Sample.flooder, scope: .all, lifetime: .seconds(600))
    #expect(
      refusal(block, .ebtables)
        == "block 02:00:00:00:00:99 for 10m by ebtables: ebtables rules have no end of their own; "
        + "choose backend nftables, or forever and unblock it by hand")
    #expect(refusal(block) == nil)
    #expect(refusal(Block(mac: Sample.flooder, scope: .all), .ebtables) == nil)
    let plan = try BlockPlanner.block(
      [block], running: RunningRules(table: .ebtables), unblocksItself: true)
    #expect(plan.changes.last == .block(block, .ebtables))
  }

  @Test("a time that is not longer than nothing, which nft would take for ever")
  func nothing() {
    for lifetime in [Duration.zero, .seconds(-5)] {
      #expect(refusal(Block(mac: Sample.flooder, scope: .all, lifetime: lifetime)) != nil)
    }
  }
}
