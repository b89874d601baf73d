import Flood
import Plans
import Testing
import Wire

@testable import Blocks

/// When a block ends.
@Suite("The end of a block")
struct EndTests {
  private let flooder = Samples.flooder
  private let key = Samples.key()

  private func carrier(_ table: Table = .nftables, ban: Duration = .seconds(300)) -> Carrier {
    var carrier = Carrier(table)
    carrier.propose(for: ban, strikes: 2, now: Samples.at(0))
    return carrier
  }

  @Test(
    "a quiet source is measured, judged, and passes when its time is over: written, out of the kernel, told")
  func quiet() {
    var carrier = carrier()
    #expect(carrier.table.due(readsUse: false) == Samples.boot(269))
    #expect(carrier.tick(Samples.at(268)) == [])
    carrier.count = .packets(1000)
    #expect(carrier.tick(Samples.at(269)).reads == [.flood])
    #expect(carrier.tick(Samples.at(298)) == [])
    carrier.count = .packets(1029)
    #expect(carrier.tick(Samples.at(299)).reads == [.flood])
    #expect(carrier.tick(Samples.at(299)) == [])
    let actions = carrier.tick(Samples.at(300))
    #expect(
      actions == [
        .persist([.end(key, at: Samples.wall(300))]), .change(actions.changes[0]),
        .engine([.release(flooder, strikes: .stay)]), .tell(.ended(key, .over)),
      ])
    #expect(actions.taken == [key])
    #expect(!carrier.table.isBlocked(flooder) && carrier.table.due(readsUse: false) == nil)
  }

  @Test("a flood that goes on lets it last as long again: written, in the kernel, told; and again")
  func goesOn() {
    var carrier = carrier()
    carrier.count = .packets(1000)
    carrier.tick(Samples.at(269))
    carrier.count = .packets(1030)
    let actions = carrier.tick(Samples.at(299))
    guard let block = actions.put.first else {
      Issue.record("\(actions)")
      return
    }
    #expect(block.lifetime == .seconds(300))
    #expect(
      Array(actions.dropFirst()) == [
        .persist([
          .strikes(flooder, count: 2, until: Samples.wall(599)), .begin(block, until: Samples.wall(599)),
        ]),
        .change(BlockChange(.extending, put: [block])),
        .engine([.extend(flooder, until: Samples.wall(599))]),
        .tell(.extended(block, by: .seconds(300))),
      ])
    #expect(carrier.table.standing(now: Samples.at(300)).map(\.remaining) == [.seconds(299)])
    #expect(carrier.tick(Samples.at(567)).reads == [])
    #expect(carrier.tick(Samples.at(568)).reads == [.flood])
  }

  @Test("in ebtables there is no end to be moved")
  func ebtables() {
    var carrier = carrier(.ebtables)
    carrier.count = .packets(1000)
    carrier.tick(Samples.at(269))
    carrier.count = .packets(1030)
    let actions = carrier.tick(Samples.at(299))
    #expect(actions.changes == [] && actions.events.count == 1)
    #expect(carrier.tick(Samples.at(300)).taken == [])
  }

  @Test("one that cannot be extended ends when it would have, and is written so")
  func notExtended() {
    var carrier = carrier()
    carrier.count = .packets(1000)
    carrier.tick(Samples.at(269))
    carrier.count = .packets(1030)
    carrier.fails = { _ in true }
    let actions = carrier.tick(Samples.at(299))
    guard case .begin(_, let until)? = actions.written.last else {
      Issue.record("\(actions)")
      return
    }
    #expect(until == Samples.wall(300) && actions.events == [.failed(.extend, flooder, "no")])
    carrier.fails = { _ in false }
    #expect(carrier.tick(Samples.at(300)).taken == [key])
  }

  @Test(
    "a counter that cannot be read, that fell, or of a block that is gone never lets it last longer",
    arguments: [.unreadable("no"), .packets(5), .absent] as [Observation.Count])
  func unreadable(second: Observation.Count) {
    var carrier = carrier()
    carrier.count = .packets(10)
    carrier.tick(Samples.at(269))
    carrier.count = second
    let actions = carrier.tick(Samples.at(299))
    #expect(actions.events == (second == .unreadable("no") ? [.failed(.read, flooder, "no")] : []))
    #expect(carrier.tick(Samples.at(300)).taken == [key])
    carrier = self.carrier()
    carrier.count = second
    carrier.tick(Samples.at(269))
    carrier.count = .packets(second == .packets(5) ? 34 : 1_000_000)
    #expect(carrier.tick(Samples.at(299)).put == [])
  }

  @Test("a block that was put back counts anew, so a flood that goes on is seen all the same")
  func renewed() {
    var carrier = carrier()
    carrier.count = .packets(1000)
    carrier.tick(Samples.at(269))
    carrier.edit([key: nil], now: Samples.at(280))
    #expect(carrier.tick(Samples.at(280)).put.map(\.lifetime) == [.seconds(20)])
    carrier.count = .packets(30)
    #expect(carrier.tick(Samples.at(299)).put.map(\.lifetime) == [.seconds(300)])
  }

  @Test(
    "one that cannot be taken out is tried again, and told when it is out; it does not come back meanwhile")
  func notTakenOut() {
    var carrier = carrier()
    carrier.fails = { _ in true }
    carrier.tick(Samples.at(269))
    carrier.tick(Samples.at(299))
    let now = Samples.at(300)
    carrier.perform(carrier.table.tick(now: now), now: now)
    let actions = carrier.take()
    #expect(actions.events == [.failed(.unblock, flooder, "no")] && actions.orders == [])
    #expect(carrier.keys(now) == [] && !carrier.table.isBlocked(flooder))
    carrier.fails = { _ in false }
    #expect(carrier.tick(now) == [] && carrier.table.due(readsUse: false) == Samples.boot(301))
    carrier.edit([key: Samples.standing(Samples.byHand())], now: now)
    #expect(carrier.keys(now) == [])
    let again = carrier.tick(Samples.at(301))
    #expect(again.taken == [key] && again.put == [] && again.written == [])
    #expect(again.events == [.ended(key, .over)] && again.orders == [.release(flooder, strikes: .stay)])
  }

  @Test("what a person blocked ends by itself in the kernel: that is written, and not told")
  func byHand() throws {
    var carrier = Carrier()
    let block = Samples.byHand(for: .seconds(60))
    try carrier.command(
      .block([block], running: RunningRules(table: .nftables, hasTable: true)), now: Samples.at(0))
    #expect(carrier.tick(Samples.at(60)) == [.persist([.end(block.key, at: Samples.wall(60))])])
    #expect(carrier.keys(Samples.at(60)) == [])
  }

  @Test("a block that was made anew leaves nothing to do behind", .timeLimit(.minutes(1)))
  func replaced() throws {
    var carrier = carrier()
    try carrier.command(.unblock([.address(flooder)], standing: []), now: Samples.at(1))
    #expect(carrier.tick(Samples.at(1000)) == [])
    carrier.propose(for: .seconds(60), now: Samples.at(1000))
    carrier.propose(for: .seconds(300), now: Samples.at(1001))
    #expect(carrier.tick(Samples.at(1060)) == [])
    #expect(carrier.tick(Samples.at(1270)).reads == [.flood])
    for second in 1271..<4000 as Range<Int64> { carrier.propose(now: Samples.at(second)) }
    #expect(carrier.table.queue.count < 100)
    #expect(
      carrier.tick(Samples.at(3999 + 268)).reads == []
        && carrier.tick(Samples.at(3999 + 269)).reads == [.flood])
  }

  @Test("a hundred thousand that end at once are written and taken out a few hundred at a time")
  func many() {
    var carrier = Carrier(policy: Policy(thresholds: []))
    let blocks = (0..<100_000).map { number -> Block in
      Block(
        mac: MACAddress(bits: 0x02_0000_0000_00 + UInt64(number)), scope: .dhcp, lifetime: .seconds(5),
        remark: BlockComment(origin: .watch, since: Samples.wall(0), reason: "earlier"))
    }
    carrier.perform(
      carrier.table.restore(EarlierRun(standing: [], written: blocks), now: Samples.at(0)), now: Samples.at(0)
    )
    #expect(carrier.take().put.count == 100_000)
    carrier.count = .absent
    carrier.tick(Samples.at(4))
    let actions = carrier.tick(Samples.at(5))
    #expect(actions.taken.count == 100_000 && carrier.keys(Samples.at(5)) == [])
    #expect(actions.changes.allSatisfy { $0.take.count <= 256 } && actions.changes.count < 1000)
  }
}
