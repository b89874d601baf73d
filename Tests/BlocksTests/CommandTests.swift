import Flood
import Plans
import Testing
import Wire

@testable import Blocks

/// What people want.
@Suite("Commands about blocks")
struct CommandTests {
  private let now = Samples.at(100)
  private let flooder = Samples.flooder
  private let key = Samples.key()
  private let none = RunningRules(table: .nftables, hasTable: true)

  @Test("a person's block is written, then in the kernel, then told, and stays until it ends")
  func byHand() throws {
    var carrier = Carrier()
    let block = Samples.byHand(for: .seconds(60))
    #expect(
      try carrier.command(.block([block], running: none), now: now) == [
        .persist([.begin(block, until: Samples.wall(160))]), .change(BlockChange(.command, put: [block])),
        .forgetClient(flooder), .tell(.blockedByHand(block)),
      ])
    #expect(carrier.table.standing(now: Samples.at(110)).map(\.remaining) == [.seconds(50)])
    #expect(!carrier.table.isBlocked(flooder))
  }

  @Test("who must not be blocked is refused, with all that was asked for together")
  func refused() {
    var carrier = Carrier()
    carrier.table.exemptions.own = [Samples.other]
    let blocks = [Samples.byHand(), Samples.byHand(Samples.other)]
    #expect(throws: BlockRefusal.exempt(Samples.other, .own)) {
      try carrier.command(.block(blocks, running: none), now: now)
    }
    #expect(throws: BlockRefusal.self) {
      try carrier.command(.block([Samples.byHand(.broadcast)], running: none), now: now)
    }
    #expect(throws: BlockRefusal.self) {
      try carrier.command(.block([Samples.byHand(for: .zero)], running: none), now: now)
    }
    #expect(carrier.take() == [] && carrier.keys(now) == [])
  }

  @Test("what stands for as long is not made again; what has ended and still stands is")
  func covered() throws {
    var carrier = Carrier()
    let block = Samples.byHand(flooder, .dhcp, for: .seconds(60))
    var running = none
    running.blocks = [Samples.standing(block, for: .seconds(90))]
    #expect(try carrier.command(.block([block], running: running), now: now) == [])
    carrier.propose(now: now)
    carrier.fails = { !$0.take.isEmpty }
    try carrier.command(.unblock([.address(flooder)], standing: running.blocks), now: now)
    carrier.fails = { _ in false }
    #expect(try carrier.command(.block([block], running: running), now: now).put == [block])
    #expect(carrier.tick(Samples.at(101)).taken == [] && carrier.keys(now) == [key])
  }

  @Test("a person's block of what the engine blocks is the person's from now on")
  func takenOver() throws {
    var carrier = Carrier()
    carrier.propose(now: Samples.at(0))
    let block = Samples.byHand(flooder, .dhcp)
    try carrier.command(.block([block], running: none), now: now)
    #expect(!carrier.table.isBlocked(flooder) && carrier.tick(Samples.at(1000)) == [])
    #expect(carrier.keys(Samples.at(1000)) == [key])
  }

  @Test("one that cannot be made leaves what there was, is written so, and not told: who commanded knows")
  func failed() throws {
    var carrier = Carrier()
    carrier.fails = { _ in true }
    let (new, block) = (Samples.byHand(Samples.other, .dhcp), Samples.byHand(flooder, .dhcp))
    carrier.fails = { $0.purpose == .command }
    carrier.propose(now: Samples.at(0))
    let actions = try carrier.command(.block([new, block], running: none), now: now)
    #expect(actions.count == 3 && actions.events == [])
    #expect(actions.written.count == 4 && actions.written[2] == .end(new.key, at: now.wall))
    guard case .begin(let old, Samples.wall(300)) = actions.written[3] else {
      Issue.record("\(actions.written)")
      return
    }
    #expect(old.remark?.origin == .watch)
    #expect(carrier.keys(now) == [key] && carrier.table.isBlocked(flooder))
    #expect(carrier.tick(Samples.at(299)).reads.count == 2)
  }

  @Test("unblocking is written, then done, then told; the engine forgets the strikes")
  func unblock() throws {
    var carrier = Carrier()
    carrier.propose(now: Samples.at(0))
    let actions = try carrier.command(.unblock([.address(flooder)], standing: []), now: now)
    #expect(
      actions == [
        .persist([.end(key, at: now.wall), .strikes(flooder, count: 0, until: now.wall)]),
        .change(actions.changes[0]), .engine([.release(flooder, strikes: .forgive)]),
        .tell(.ended(key, .byHand)),
      ])
    #expect(actions.taken == [key] && carrier.keys(now) == [] && !carrier.table.isBlocked(flooder))
  }

  @Test(
    "it is meant for a source, for a port, or for all, whoever made the block and whether it stands or not")
  func which() throws {
    func fresh() throws -> Carrier {
      var carrier = Carrier()
      carrier.propose(now: Samples.at(0))
      var atPort = Samples.byHand(flooder, .all)
      atPort.port = InterfaceName("vnet3")
      try carrier.command(.block([atPort, Samples.byHand(Samples.other)], running: none), now: Samples.at(0))
      carrier.edit([key: nil], now: now)
      return carrier
    }
    let stranger = Samples.standing(Samples.byHand(MACAddress(bits: 0x02_0000_0000_77)))
    let atPort = Samples.key(flooder, .all, port: "vnet3")
    var carrier = try fresh()
    #expect(
      try carrier.command(.unblock([.address(flooder)], standing: [stranger]), now: now).taken.sorted()
        == [key, atPort].sorted())
    #expect(carrier.tick(Samples.at(200)).put == [])
    carrier = try fresh()
    let port = InterfaceName("vnet3")
    #expect(try carrier.command(.unblock(nil, port: port, standing: [stranger]), now: now).taken == [atPort])
    carrier = try fresh()
    let all = try carrier.command(.unblock(nil, standing: [stranger]), now: now)
    #expect(all.taken.count == 4 && all.events.count == 4 && carrier.keys(now) == [])
    #expect(all.orders == [.release(flooder, strikes: .forgive)])
    #expect(carrier.tick(Samples.at(1000)).changes == [])
  }

  @Test("another table's kernel work is not done twice, and not told twice")
  func shared() throws {
    var carrier = Carrier()
    carrier.propose(now: Samples.at(0))
    let actions = try carrier.command(
      .unblock(nil, standing: [Samples.standing(Samples.byHand())], takesOut: false), now: now)
    #expect(actions.changes == [] && actions.events == [] && carrier.keys(now) == [])
    #expect(actions.written.first == .end(key, at: now.wall))
    #expect(actions.orders == [.release(flooder, strikes: .forgive)])
  }

  @Test("what cannot be taken out is written as ended, tried again and told then; the engine waits for that")
  func notTakenOut() throws {
    var carrier = Carrier()
    carrier.propose(now: Samples.at(0))
    carrier.fails = { _ in true }
    let actions = try carrier.command(.unblock([.address(flooder)], standing: []), now: now)
    #expect(actions.written.first == .end(key, at: now.wall) && actions.events == [] && actions.orders == [])
    #expect(carrier.keys(now) == [])
    carrier.fails = { _ in false }
    let again = carrier.tick(Samples.at(101))
    #expect(again.taken == [key] && again.events == [.ended(key, .byHand)])
    #expect(again.orders == [.release(flooder, strikes: .forgive)])
  }

  @Test("who is allowed is not blocked from then on, until that is taken back")
  func allow() throws {
    var carrier = Carrier()
    #expect(try carrier.command(.allow(flooder), now: now) == [.persist([.allow(flooder)])])
    #expect(carrier.propose(now: now).put == [])
    #expect(throws: BlockRefusal.exempt(flooder, .allowListed)) {
      try carrier.command(.block([Samples.byHand()], running: none), now: now)
    }
    #expect(try carrier.command(.disallow(flooder), now: now) == [.persist([.disallow(flooder)])])
    #expect(carrier.propose(now: now).put.count == 1)
  }

  @Test("an end is written later than the second in which the block began, however the clock was set")
  func endAfterBeginning() throws {
    var carrier = Carrier()
    carrier.propose(now: Samples.at(100, milliseconds: 200))
    var early = Samples.at(101)
    early.wall = Samples.wall(50)
    let actions = try carrier.command(.unblock([.address(flooder)], standing: []), now: early)
    #expect(actions.written.first == .end(key, at: Samples.wall(101)))
  }
}
