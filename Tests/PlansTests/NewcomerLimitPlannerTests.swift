import Plans
import PlansKit
import Testing
import Wire

@Suite("Gate planner")
struct NewcomerLimitPlannerTests {
  private let gate = NewcomerLimit(table: .nftables, rate: 20)
  private let friend = KnownClient(mac: mac("02:00:00:00:00:07"))
  private let served = KnownClient(mac: mac("02:00:00:00:00:08"), lifetime: .seconds(86_400))

  private func running(_ gate: StandingNewcomerLimit?) -> RunningRules {
    RunningRules(table: .nftables, hasTable: true, scopes: [.dhcp], gate: gate)
  }

  @Test("what stands is not planned again")
  func converges() throws {
    let plan = try NewcomerLimitPlanner.install(gate, known: [friend, served], running: running(nil))
    #expect(plan.changes == [.installGate(gate), .know(friend, .nftables), .know(served, .nftables)])
    let standing = StandingNewcomerLimit(rate: 20, isWhole: true, known: [friend, served])
    #expect(
      try NewcomerLimitPlanner.install(gate, known: [friend, served], running: running(standing)).isEmpty)
  }

  @Test(
    "at the XDP hook the gate is the program's: who is known is all that is planned, and no tool is named for it"
  )
  func hook() throws {
    let table = Table.xdp(name("eth0"))
    let gate = NewcomerLimit(table: table, rate: 20)
    let exempt = KnownClient(mac: friend.mac, isExempt: true)
    let plan = try NewcomerLimitPlanner.install(
      gate, known: [exempt, served], running: RunningRules(table: table))
    #expect(plan.changes == [.know(exempt, table), .know(served, table)])
    #expect(plan.changes.flatMap(\.commands).isEmpty)
    #expect(NFTablesText.script(plan + plan.undone).isEmpty)
    let standing = StandingNewcomerLimit(rate: 20, isWhole: true, known: [exempt, served])
    let running = RunningRules(table: table, hasTable: true, scopes: Scope.allCases, gate: standing)
    #expect(try NewcomerLimitPlanner.install(gate, known: [exempt, served], running: running).isEmpty)
    #expect(NewcomerLimitPlanner.remove(running).changes == [.forget(exempt, table), .forget(served, table)])
  }

  @Test("a program at the XDP hook goes on to limit when the last block is lifted: nobody is forgotten")
  func programStays() {
    let table = Table.xdp(name("eth0"))
    let standing = StandingNewcomerLimit(rate: 20, isWhole: true, known: [served])
    var running = RunningRules(table: table, hasTable: true, scopes: Scope.allCases, gate: standing)
    running.policy = XDPProgram(unknownRate: 20).digest
    #expect(BlockPlanner.unblock([.address(friend.mac)], running: running).isEmpty)
    let all = BlockPlanner.unblock(nil, running: running).changes
    #expect(all.first == .forget(served, table) && all.count == 2)
  }

  @Test("who is known beyond what is asked stays known, and nobody's time is cut short")
  func others() throws {
    let forever = KnownClient(mac: served.mac)
    let standing = StandingNewcomerLimit(rate: 20, isWhole: true, known: [friend, forever])
    #expect(try NewcomerLimitPlanner.install(gate, known: [served], running: running(standing)).isEmpty)
    let short = StandingNewcomerLimit(
      rate: 20, isWhole: true, known: [KnownClient(mac: served.mac, lifetime: .seconds(100))])
    #expect(
      try NewcomerLimitPlanner.install(gate, known: [served, served], running: running(short)).changes
        == [.know(served, .nftables)])
  }

  @Test("who is known is not exempt for that, and who is exempt may be known besides")
  func exempt() throws {
    let exempt = KnownClient(mac: served.mac, isExempt: true)
    let standing = StandingNewcomerLimit(rate: 20, isWhole: true, known: [served])
    #expect(
      try NewcomerLimitPlanner.install(gate, known: [exempt, served], running: running(standing)).changes
        == [.know(exempt, .nftables)])
    let both = StandingNewcomerLimit(rate: 20, isWhole: true, known: [exempt, served])
    #expect(try NewcomerLimitPlanner.install(gate, known: [exempt, served], running: running(both)).isEmpty)
    #expect(
      NFTablesText.script(NewcomerLimitPlanner.remove(running(both))).contains(
        "delete element bridge dhcpward exempt { \(served.mac) }\n"
          + "delete element bridge dhcpward known { \(served.mac) }\n"))
  }

  @Test("one source has a quarter of what all that are exempt have, and what is remembered of it ends later")
  func rates() {
    #expect(
      4 * NewcomerLimit.sourceRate == NewcomerLimit.exemptRate
        && 4 * NewcomerLimit.sourceBurst == NewcomerLimit.exemptBurst)
    #expect(
      NewcomerLimit.sourcePatience
        >= .seconds(2 * Int64(NewcomerLimit.sourceBurst / NewcomerLimit.sourceRate)))
    let rules = NFTablesText.newcomersRules(gate).map(\.description)
    #expect(rules[1] == "ether saddr @exempt counter drop" && rules[3] == "ether saddr @known counter drop")
    #expect(rules[0].hasSuffix("limit rate 5000/second burst 25000 packets return"))
    #expect(
      rules[2]
        == "ether saddr @known update @pace { ether saddr limit rate 1250/second burst 6250 packets } return")
  }

  @Test("whom the set of newcomers has no room for is noted until its second message, then the rate decides")
  func brief() {
    #expect(NewcomerLimit.briefPatience > .seconds(5) && NewcomerLimit.briefPatience < NewcomerLimit.patience)
    #expect(
      NFTablesText.newcomersRules(gate).suffix(4).map(\.description) == [
        "ether saddr @seen_briefly limit rate 200/second burst 200 packets "
          + "update @seen_briefly { ether saddr } return",
        "update @seen { ether saddr } goto first_messages",
        "update @seen_briefly { ether saddr }",
        "goto first_messages",
      ])
    #expect(
      NFTablesText.firstRules(gate).map(\.description) == [
        "limit rate 20/second burst 20 packets return", "counter drop",
      ])
  }

  @Test("a gate of another rate is changed, one that lacks something is made whole")
  func repairs() throws {
    let slower = StandingNewcomerLimit(rate: 5, isWhole: true)
    let change = try NewcomerLimitPlanner.install(gate, running: running(slower))
    #expect(change.changes == [.changeGate(gate, was: NewcomerLimit(table: .nftables, rate: 5))])
    #expect(change.undone.changes == [.changeGate(NewcomerLimit(table: .nftables, rate: 5), was: gate)])
    for broken in [
      StandingNewcomerLimit(rate: 20, isWhole: false), StandingNewcomerLimit(rate: nil, isWhole: false),
    ] {
      #expect(
        try NewcomerLimitPlanner.install(gate, running: running(broken)).changes == [.installGate(gate)])
    }
  }

  @Test("removing it forgets everybody first, so that its inverse knows them again")
  func removal() {
    let standing = StandingNewcomerLimit(rate: 20, isWhole: true, known: [friend, served])
    let plan = NewcomerLimitPlanner.remove(running(standing))
    #expect(
      plan.changes == [.forget(friend, .nftables), .forget(served, .nftables), .removeGate(gate)])
    #expect(plan.undone.changes.first == .installGate(gate))
    #expect(NewcomerLimitPlanner.remove(running(nil)).isEmpty)
  }

  @Test("the gate goes with the last block, unless a daemon needs it")
  func lastBlock() {
    let standing = RunningRules(
      table: .nftables, hasTable: true, scopes: [.dhcp], gate: StandingNewcomerLimit(rate: 20, isWhole: true))
    #expect(BlockPlanner.unblock(nil, running: standing).changes.first == .removeGate(gate))
    #expect(BlockPlanner.unblock(nil, keepsRuleset: true, running: standing).isEmpty)
  }

  @Test("ebtables, and a rate of nothing, are refused before anything is planned")
  func refused() throws {
    for table in [Table.ebtables, .brouting(name("eth0"))] {
      #expect(throws: PlanError.self) {
        try NewcomerLimitPlanner.install(NewcomerLimit(table: table), running: RunningRules(table: table))
      }
    }
    for rate in [0, NewcomerLimit.rates.upperBound + 1] as [UInt32] {
      let error = #expect(throws: PlanError.self) {
        try NewcomerLimitPlanner.install(NewcomerLimit(table: .nftables, rate: rate), running: running(nil))
      }
      #expect(error?.isBadInput == true)
    }
  }

  @Test("group addresses and zero are nobody's, so nobody is known by them")
  func nobody() throws {
    let some = [MACAddress.zero, mac("03:00:00:00:00:01")].map { KnownClient(mac: $0) }
    #expect(
      try NewcomerLimitPlanner.install(gate, known: some, running: running(nil)).changes == [
        .installGate(gate)
      ])
  }
}
