import Flood
import Plans
import Testing
import Wire

@testable import Blocks

/// What becomes of what the engine wants.
@Suite("Proposals")
struct ProposalTests {
  private let now = Samples.at(100)
  private let flooder = Samples.flooder
  private let other = Samples.other

  private func block(
    _ mac: MACAddress = Samples.flooder, strikes: Int = 1, port: String? = nil
  ) -> Block {
    Block(
      mac: mac, scope: .dhcp, port: port.flatMap { InterfaceName($0) }, lifetime: .seconds(300),
      remark: BlockComment(
        origin: .watch, since: Samples.wall(100), reason: "20 messages in 5 s",
        behind: port.flatMap { Samples.place($0) }, strikes: strikes))
  }

  @Test("a block is written, then in the kernel, then told")
  func order() {
    var carrier = Carrier()
    let finding = Samples.finding(strikes: 2, now: now)
    let block = block(strikes: 2)
    #expect(
      carrier.propose(strikes: 2, now: now) == [
        .persist([
          .strikes(flooder, count: 2, until: Samples.wall(400)), .begin(block, until: Samples.wall(400)),
        ]),
        .change(BlockChange(.proposal(finding, said: nil), put: [block])),
        .forgetClient(flooder),
        .tell(.blocked(block, finding, said: nil, inForce: now.wall)),
      ])
    #expect(carrier.table.isBlocked(flooder) && carrier.table.isOwn(Samples.key()))
    #expect(carrier.table.standing(now: Samples.at(150)).map(\.remaining) == [.seconds(250)])
    #expect(carrier.table.count(now: now) == (1, 1))
    #expect(!carrier.table.isIncomplete)
  }

  @Test("a block that cannot be made is no strike, is written as ended, and leaves nothing behind")
  func refused() {
    var carrier = Carrier()
    carrier.fails = { _ in true }
    let actions = carrier.propose(strikes: 3, now: now)
    #expect(
      Array(actions.dropFirst(2)) == [
        .engine([.release(flooder, strikes: .takeBack)]),
        .persist([
          .strikes(flooder, count: 2, until: now.wall), .end(Samples.key(), at: Samples.wall(101)),
        ]),
        .tell(.failed(.block, flooder, "no")),
      ])
    #expect(!carrier.table.isBlocked(flooder) && carrier.keys(now) == [])
    #expect(carrier.table.due(readsUse: false) == nil)
  }

  @Test("one that cannot be renewed stays as it is, and is written as it is")
  func notRenewed() {
    var carrier = Carrier()
    carrier.propose(now: Samples.at(0))
    carrier.fails = { _ in true }
    let actions = carrier.propose(for: .seconds(600), strikes: 2, now: now)
    guard case .begin(let block, let until)? = actions.written.last else {
      Issue.record("\(actions)")
      return
    }
    #expect(block.lifetime == .seconds(300) && until == Samples.wall(300))
    #expect(carrier.table.isBlocked(flooder))
    carrier.fails = { _ in false }
    #expect(carrier.tick(Samples.at(299)).taken == [])
    #expect(carrier.tick(Samples.at(300)).taken == [Samples.key()])
  }

  @Test("who is exempt is not blocked, and the engine takes it back")
  func exempt() {
    var carrier = Carrier()
    carrier.table.exemptions.gateways = [flooder]
    let finding = Samples.finding(now: now)
    #expect(
      carrier.propose(now: now) == [
        .engine([.release(flooder, strikes: .takeBack)]), .tell(.spared(finding, .gateway)),
      ])
    #expect(carrier.keys(now) == [])
  }

  @Test("what a person blocked already is left to the person", arguments: [Scope.dhcp, .all])
  func byHand(scope: Scope) throws {
    var carrier = Carrier()
    let running = RunningRules(table: .nftables, hasTable: true)
    try carrier.command(.block([Samples.byHand(flooder, scope)], running: running), now: now)
    #expect(carrier.propose(now: now) == [])
    #expect(carrier.table.standing(now: now).map(\.remaining) == [nil])
    // Frames with a length are no DHCP.
    try carrier.command(.unblock([.address(flooder)], standing: []), now: now)
    try carrier.command(.block([Samples.byHand(flooder, .llc)], running: running), now: now)
    #expect(carrier.propose(now: now).put.map(\.key) == [Samples.key()])
  }

  @Test("whose flood is over gives its place: ended as well, its strikes stay")
  func replaced() {
    var carrier = Carrier()
    carrier.propose(now: Samples.at(50))
    let actions = carrier.propose(other, replaced: flooder, now: now)
    #expect(actions.put.map(\.mac) == [other] && actions.taken == [Samples.key()])
    #expect(
      Array(actions.suffix(4)) == [
        .persist([.end(Samples.key(), at: now.wall)]), .change(actions.changes[1]),
        .engine([.release(flooder, strikes: .stay)]),
        .tell(.ended(Samples.key(), .replaced(by: other))),
      ])
    #expect(carrier.keys(now) == [Samples.key(other)])
  }

  @Test("it gives its place also when the other one turns out to be exempt")
  func replacedForNothing() {
    var carrier = Carrier()
    carrier.propose(now: Samples.at(50))
    carrier.table.exemptions.gateways = [other]
    #expect(carrier.propose(other, replaced: flooder, now: now).taken == [Samples.key()])
  }

  @Test("a dry run does all of it but look after it")
  func dryRun() {
    var carrier = Carrier(isDryRun: true)
    carrier.propose(now: now)
    #expect(carrier.table.hear(flooder, at: Samples.wall(200), isBehind: true, now: Samples.at(200)) == nil)
    let actions = carrier.tick(Samples.at(400))
    #expect(actions.reads == [] && actions.taken == [Samples.key()])
  }
}
