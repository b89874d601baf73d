import Flood
import Plans
import TestKit
import Testing
import Wire

@testable import Blocks

/// What others do to the blocks.
@Suite("Blocks that others take away")
struct ReviewTests {
  private let flooder = Samples.key()
  private let other = Samples.key(Samples.other, .all)
  private let all = Set(BlockSet.allCases)

  /// One of the engine's for 300 s, one of a person's for ever.
  private func carrier(_ table: Table = .nftables) throws -> Carrier {
    var carrier = Carrier(table)
    carrier.propose(now: Samples.at(0))
    try carrier.command(
      .block([Samples.byHand(Samples.other)], running: RunningRules(table: table, hasTable: true)),
      now: Samples.at(0))
    return carrier
  }

  private func standing(_ key: Block.Key, for remaining: Duration? = nil) -> StandingBlock {
    Samples.standing(Block(mac: key.mac, scope: key.scope, port: key.port, lifetime: remaining))
  }

  @Test("a set that goes takes its blocks along, and they come back for what is left of their time")
  func flushed() throws {
    var carrier = try carrier()
    let now = Samples.at(100)
    #expect(carrier.edit(emptied: all, touchesFrame: true, now: now) == [])
    #expect(carrier.table.isIncomplete && carrier.table.due(readsUse: false) == now.boot)
    carrier.isWhole = false
    let actions = carrier.tick(now)
    #expect(actions.first == .review(listing: false))
    #expect(
      actions.put.map(\.key) == [other, flooder] && actions.put.map(\.lifetime) == [nil, .seconds(200)])
    #expect(actions.changes.map(\.purpose) == [.repair] && actions.events == [.repaired(blocks: 2)])
    #expect(actions.written == [] && !carrier.table.isIncomplete && carrier.tick(now) == [])
  }

  @Test("one set alone takes only its own")
  func oneSet() throws {
    var carrier = try carrier()
    carrier.edit(emptied: [BlockSet(.dhcp)], now: Samples.at(1))
    #expect(carrier.tick(Samples.at(1)).put.map(\.key) == [flooder])
  }

  @Test(
    "a frame of rules that is not whole is repaired though no block is missing; one that is whole is let be")
  func frame() throws {
    var carrier = try carrier()
    carrier.edit(touchesFrame: true, now: Samples.at(1))
    #expect(carrier.tick(Samples.at(1)) == [.review(listing: false)])
    carrier.isWhole = false
    carrier.edit(touchesFrame: true, now: Samples.at(2))
    #expect(carrier.tick(Samples.at(2)).changes == [BlockChange(.repair)])
  }

  @Test("a block that another program lifts is put back; one that dhcpward lifts has ended")
  func lifted() throws {
    var carrier = try carrier()
    carrier.edit([flooder: nil], now: Samples.at(1))
    #expect(carrier.tick(Samples.at(1)).put.map(\.key) == [flooder])
    let actions = carrier.edit([flooder: nil, other: nil], byPerson: true, now: Samples.at(2))
    #expect(
      Set(actions.written) == [
        .end(flooder, at: Samples.wall(2)), .end(other, at: Samples.wall(2)),
        .strikes(flooder.subject, count: 0, until: Samples.wall(2)),
      ])
    #expect(actions.changes == [] && actions.orders == [.release(flooder.subject, strikes: .forgive)])
    // A person's own is no news.
    #expect(actions.events == [.ended(flooder, .bySomebody)])
    #expect(carrier.keys(Samples.at(2)) == [] && carrier.tick(Samples.at(1000)) == [])
  }

  @Test("what becomes of a block that nobody knows means nothing")
  func unknown() {
    var carrier = Carrier()
    #expect(carrier.edit([flooder: nil], byPerson: true, now: Samples.at(1)) == [])
    #expect(carrier.edit([other: standing(other)], now: Samples.at(1)) == [])
    #expect(carrier.keys(Samples.at(1)) == [] && !carrier.table.isIncomplete)
  }

  @Test(
    "what a person blocks without the daemon is kept and written, all at once; it is the person's from then on"
  )
  func byPerson() throws {
    var carrier = Carrier()
    carrier.propose(now: Samples.at(0))
    let now = Samples.at(10)
    let actions = carrier.edit(
      [flooder: standing(flooder, for: .seconds(60)), other: standing(other)], byPerson: true, now: now)
    #expect(actions.count == 4 && actions.events == [.leftToOthers(flooder)])
    #expect(actions.written.count == 2 && actions.written.first == .begin(standing(other).block, until: nil))
    #expect(!carrier.table.isBlocked(flooder.subject))
    carrier.edit(emptied: all, now: Samples.at(20))
    #expect(carrier.tick(Samples.at(20)).put.map(\.lifetime) == [nil, .seconds(50)])
  }

  @Test("a ruleset saved earlier and loaded again lacks only what it had not, or for less time")
  func reloaded() throws {
    var carrier = try carrier()
    carrier.edit(
      emptied: all, [flooder: standing(flooder, for: .seconds(5)), other: standing(other)],
      touchesFrame: true,
      now: Samples.at(10))
    #expect(carrier.tick(Samples.at(10)).put.map(\.lifetime) == [.seconds(290)])
    carrier.edit(
      emptied: all,
      [flooder: standing(flooder, for: .seconds(280)), other: standing(other, for: .seconds(9))],
      touchesFrame: true, now: Samples.at(20))
    #expect(carrier.tick(Samples.at(20)).put.map(\.lifetime) == [nil])
  }

  @Test("what ends within a second anyway is not put back")
  func ending() throws {
    var carrier = Carrier()
    carrier.propose(now: Samples.at(0))
    carrier.count = .absent
    carrier.edit(emptied: [BlockSet(.dhcp)], now: Samples.at(299))
    #expect(carrier.tick(Samples.at(299)).put == [])
    #expect(carrier.tick(Samples.at(300)).events == [.ended(flooder, .over)])
  }

  @Test("where nothing was told all is listed, and what is missing or shorter comes back")
  func listed() throws {
    var carrier = try carrier()
    carrier.observe(.doubted(listing: true), now: Samples.at(1))
    carrier.standing = [standing(flooder, for: .seconds(298))]
    let actions = carrier.tick(Samples.at(1))
    #expect(actions.first == .review(listing: true) && actions.put.map(\.key) == [other])
    carrier.observe(.doubted(listing: false), now: Samples.at(2))
    carrier.standing = nil
    #expect(carrier.tick(Samples.at(2)) == [.review(listing: false)])
    carrier.observe(.doubted(listing: true), now: Samples.at(3))
    let alien = Samples.key(MACAddress(bits: 0x02_0000_0000_77), .all)
    var watched = Samples.byHand(MACAddress(bits: 0x02_0000_0000_78))
    watched.remark?.origin = .watch
    carrier.standing = [
      standing(flooder, for: .seconds(100)), standing(other), standing(alien), Samples.standing(watched),
    ]
    #expect(carrier.tick(Samples.at(3)).put.map(\.key) == [flooder])
    // What a person made is kept, what another daemon made is that one's.
    #expect(carrier.keys(Samples.at(3)) == [alien, other, flooder])
  }

  @Test(
    "in ebtables nobody says who: a rule gone alone is somebody's will, one that went with the chain is not")
  func ebtables() throws {
    var carrier = try carrier(.ebtables)
    carrier.observe(.doubted(listing: false), now: Samples.at(1))
    (carrier.isWill, carrier.standing) = (true, [standing(other)])
    let actions = carrier.tick(Samples.at(1))
    #expect(actions.first == .review(listing: true) && actions.events == [.ended(flooder, .bySomebody)])
    #expect(actions.orders == [.release(flooder.subject, strikes: .forgive)] && actions.changes == [])
    #expect(carrier.keys(Samples.at(1)) == [other])
    (carrier.isWhole, carrier.isWill, carrier.standing) = (false, false, [])
    carrier.observe(.doubted(listing: false), now: Samples.at(2))
    #expect(carrier.tick(Samples.at(2)).put.map(\.key) == [other])
    // Known to be gone with the chain before the next look, though the chain is there again by then.
    carrier.edit(emptied: all, touchesFrame: true, now: Samples.at(3))
    (carrier.isWhole, carrier.isWill, carrier.standing) = (true, true, [])
    #expect(carrier.tick(Samples.at(3)).put.map(\.key) == [other])
  }

  @Test("an ended block that is found gone is out, and told so")
  func goneMeanwhile() throws {
    var carrier = try carrier()
    carrier.fails = { !$0.take.isEmpty }
    try carrier.command(.unblock([flooder.subject], standing: []), now: Samples.at(1))
    carrier.observe(.doubted(listing: true), now: Samples.at(1))
    carrier.standing = [standing(other)]
    let actions = carrier.tick(Samples.at(1))
    #expect(actions.events == [.ended(flooder, .byHand)] && actions.changes == [])
    #expect(!carrier.table.isIncomplete)
  }

  @Test("who keeps taking it away is waited for longer and longer, and a person is told twice")
  func contested() throws {
    var carrier = try carrier()
    var (now, waits, alarms): (ClockReading, [Int64], [BlockEvent]) = (Samples.at(1), [], [])
    for _ in 0..<13 {
      carrier.edit([flooder: nil], now: now)
      guard let due = carrier.table.due(readsUse: false) else { break }
      waits.append((due - now.boot).components.seconds)
      now = Samples.at(due.nanoseconds / 1_000_000_000)
      alarms += carrier.tick(now).events.filter { if case .contested = $0 { true } else { false } }
    }
    #expect(waits == [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60])
    #expect(
      alarms == [
        .contested(.losingIt, delay: .seconds(1)), .contested(.lost, delay: .seconds(60)),
      ])
  }

  @Test("what cannot be repaired or looked at is said, and tried again, later each time")
  func failing() throws {
    var carrier = try carrier()
    carrier.fails = { _ in true }
    carrier.edit([flooder: nil], now: Samples.at(1))
    let actions = carrier.tick(Samples.at(1))
    #expect(actions.events.contains(.failed(.repair, nil, "no")) && carrier.table.isIncomplete)
    #expect(carrier.table.due(readsUse: false) == Samples.boot(2))
    carrier.fails = { _ in false }
    #expect(carrier.tick(Samples.at(2)).put.map(\.key) == [flooder])
    carrier.observe(.reviewFailed("no"), now: Samples.at(3))
    #expect(carrier.table.due(readsUse: false) == Samples.boot(7))
  }

  @Test("whatever edits come, what is put back is what is to stand less what stands")
  func property() throws {
    var random = SeededRandom(seed: 3)
    let keys = (0..<6).map { Samples.key(MACAddress(bits: 0x02_0000_0000_10 + $0), $0 < 3 ? .dhcp : .all) }
    let now = Samples.at(1)
    for _ in 0..<200 {
      var carrier = Carrier()
      var (desired, stands) = (Set(keys), Set(keys))
      try carrier.command(
        .block(
          keys.map { Samples.byHand($0.mac, $0.scope) },
          running: RunningRules(table: .nftables, hasTable: true)), now: now)
      for _ in 0..<8 {
        let key = keys.randomElement(using: &random) ?? flooder
        let byPerson = Bool.random(using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0:
          carrier.edit(emptied: [BlockSet(key.scope)], byPerson: byPerson, now: now)
          stands = stands.filter { $0.scope != key.scope }
        case 1:
          carrier.edit([key: nil], byPerson: byPerson, now: now)
          stands.remove(key)
          if byPerson { desired.remove(key) }
        default:
          carrier.edit([key: standing(key)], byPerson: byPerson, now: now)
          stands.insert(key)
          if byPerson { desired.insert(key) }
        }
      }
      #expect(Set(carrier.tick(now).put.map(\.key)) == desired.subtracting(stands))
    }
  }
}
