import Flood
import Plans
import Testing
import Wire

@testable import Blocks

/// What an earlier run left.
@Suite("Blocks after a restart")
struct RestoreTests {
  private let now = Samples.at(100)
  private let flooder = Samples.flooder
  private let key = Samples.key()

  private func watched(
    _ mac: MACAddress = Samples.flooder, _ scope: Scope = .dhcp, for lifetime: Duration? = .seconds(60),
    strikes: Int = 1, since second: Int64 = 50
  ) -> Block {
    Block(
      mac: mac, scope: scope, lifetime: lifetime,
      remark: BlockComment(origin: .watch, since: Samples.wall(second), reason: "earlier", strikes: strikes))
  }

  private func restore(_ carrier: inout Carrier, _ run: EarlierRun) -> [BlockAction] {
    carrier.perform(carrier.table.restore(run, now: now), now: now)
    return carrier.take()
  }

  @Test("what is written and does not stand is put back for what is left, and the engine is told of its own")
  func putBack() {
    var carrier = Carrier()
    let (own, hand) = (watched(strikes: 3), Samples.byHand(Samples.other))
    let strikes = EngineOrder.Strikes(mac: MACAddress(bits: 7), count: 2, end: Samples.wall(10))
    let actions = restore(&carrier, EarlierRun(standing: [], written: [own, hand], strikes: [strikes]))
    #expect(
      actions == [
        .change(BlockChange(.restoration, put: [hand, own])),
        .engine([
          .remember([strikes, .init(mac: flooder, count: 3, end: Samples.wall(160))]),
          .ban(flooder, until: Samples.wall(160), strikes: 0),
        ]),
        .tell(.tookOver(1)),
      ])
    #expect(carrier.table.count(now: now) == (2, 1) && !carrier.table.isIncomplete)
    #expect(carrier.tick(Samples.at(129)).reads == [.flood])
  }

  @Test("what stands goes on, by what the kernel has left of it")
  func adopted() {
    var carrier = Carrier()
    let standing = Samples.standing(watched(), for: .seconds(40))
    let actions = restore(&carrier, EarlierRun(standing: [standing], written: [watched(for: .seconds(45))]))
    #expect(actions.changes == [BlockChange(.restoration)])
    #expect(carrier.table.standing(now: now).map(\.remaining) == [.seconds(40)])
    #expect(carrier.table.isBlocked(flooder))
  }

  @Test("a block that the file never heard of is adopted, unless it is another interface's")
  func unknown() {
    let run = EarlierRun(standing: [Samples.standing(watched())], written: [])
    var carrier = Carrier()
    _ = restore(&carrier, run)
    #expect(carrier.table.isBlocked(flooder))
    var others = run
    others.isOthers = { _ in true }
    carrier = Carrier()
    #expect(restore(&carrier, others).events == [] && carrier.keys(now) == [])
  }

  @Test("one that was ended is taken out, unless somebody made it anew since")
  func ended() {
    for (end, stays) in [(51, false), (50, true), (52, false)] as [(Int64, Bool)] {
      var run = EarlierRun(standing: [Samples.standing(watched())], written: [])
      run.fate = { _ in .ended(Samples.wall(end)) }
      var carrier = Carrier()
      let actions = restore(&carrier, run)
      #expect(actions.taken == (stays ? [] : [key]) && carrier.table.isBlocked(flooder) == stays)
      #expect(!carrier.table.isIncomplete && actions.written == [])
    }
    var run = EarlierRun(
      standing: [Samples.standing(Block(mac: flooder, scope: .dhcp))], written: [],
      fate: { _ in .ended(Samples.wall(1)) })
    var carrier = Carrier()
    #expect(restore(&carrier, run).taken == [key])
    run.fate = { _ in .ended(nil) }
    carrier = Carrier()
    #expect(restore(&carrier, run).taken == [key])
  }

  @Test("who was allowed is let pass, also where the daemon was killed before it could do so")
  func allowed() {
    var carrier = Carrier()
    carrier.table.exemptions.allowed = [flooder, Samples.other]
    let actions = restore(
      &carrier,
      EarlierRun(standing: [Samples.standing(watched())], written: [watched(), watched(Samples.other)]))
    #expect(actions.put == [] && Set(actions.taken) == [key, Samples.key(Samples.other)])
    #expect(actions.written.count == 2 && carrier.keys(now) == [])
    guard case .persist? = actions.first else {
      Issue.record("\(actions)")
      return
    }
  }

  @Test("what is in another scope, or a person's, ends by itself and is not the engine's")
  func notOwn() {
    var carrier = Carrier()
    let blocks = [watched(flooder, .all), Samples.byHand(Samples.other, .dhcp, for: .seconds(60))]
    _ = restore(&carrier, EarlierRun(standing: blocks.map { Samples.standing($0) }, written: blocks))
    #expect(carrier.table.count(now: now) == (2, 0))
    let actions = carrier.tick(Samples.at(160))
    #expect(actions.changes == [] && actions.written.count == 2 && actions.events == [])
  }

  @Test("in ebtables a rule says nothing: what is written counts, and else the daemon answers for it")
  func ebtables() {
    var carrier = Carrier(.ebtables)
    let (hand, own) = (Samples.byHand(Samples.other, .dhcp), watched(strikes: 2))
    let stranger = MACAddress(bits: 0x02_0000_0000_77)
    let standing = [hand.subject, own.subject, .address(stranger)].map {
      Samples.standing(Block($0, scope: .dhcp))
    }
    _ = restore(&carrier, EarlierRun(standing: standing, written: [hand, own]))
    #expect(carrier.table.standing(now: now).map(\.remaining) == [.seconds(300), nil, .seconds(60)])
    #expect(!carrier.table.isBlocked(hand.subject) && carrier.table.isBlocked(stranger))
    #expect(carrier.table.block(of: flooder)?.remark?.strikes == 2)
  }

  @Test("a block that cannot be put back is not given up")
  func failed() {
    var carrier = Carrier()
    carrier.fails = { _ in true }
    _ = restore(&carrier, EarlierRun(standing: [], written: [watched()]))
    #expect(carrier.table.isBlocked(flooder) && carrier.table.isIncomplete)
  }

  @Test("another policy leaves blocks, and the engine is told of them with their strikes")
  func adjusted() {
    var carrier = Carrier()
    #expect(carrier.table.adjust(to: Samples.policy, now: now) == [])
    carrier.propose(strikes: 3, now: Samples.at(0))
    let actions = carrier.table.adjust(to: Policy(thresholds: []), now: now)
    #expect(actions == [.engine([.ban(flooder, until: Samples.wall(300), strikes: 3)])])
  }
}
