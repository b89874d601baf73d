import PacketFilter
import Plans
import TestKit
import Testing
import Wire

@testable import Watchdog

/// Which blocks are to stand, and which of them were taken away.
@Suite("The roster of blocks")
struct RosterTests {
  private let flooder = Block.Key(mac: MACAddress(bits: 0x02_0000_0000_99), scope: .dhcp)
  private let other = Block.Key(mac: MACAddress(bits: 0x02_0000_0000_98), scope: .all)
  private func second(_ seconds: Int64) -> Timestamp { Timestamp(seconds: seconds) }

  private func block(_ key: Block.Key, for lifetime: Duration? = nil) -> Block {
    Block(mac: key.mac, scope: key.scope, lifetime: lifetime)
  }

  private func standing(_ key: Block.Key, for remaining: Duration? = nil) -> StandingBlock {
    StandingBlock(block: block(key, for: remaining), remaining: remaining, packets: 0, bytes: 0)
  }

  private var roster: Roster {
    var roster = Roster()
    roster.expect(block(flooder, for: .seconds(300)), for: .seconds(300), now: second(0))
    roster.expect(block(other), for: nil, now: second(0))
    return roster
  }

  @Test("a set that goes takes its blocks along, and they come back for what is left of their time")
  func flushed() {
    var roster = roster
    let edit = RulesetEdit(author: .other("nft"), touchesFrame: true, emptied: Set(BlockSet.allCases))
    #expect(roster.note(edit, now: second(100)) == [])
    #expect(
      roster.lacking(now: second(100)) == [block(other), block(flooder, for: .seconds(200))])
    roster.restored()
    #expect(roster.lacking(now: second(100)) == [])
  }

  @Test("a block that another program lifts is missing; one that dhcpward lifts is pardoned")
  func lifted() {
    var roster = roster
    #expect(
      roster.note(RulesetEdit(author: .other("nft"), blocks: [flooder: nil]), now: second(1)) == [])
    #expect(roster.lacking(now: second(1)).map(\.key) == [flooder])
    let pardon = RulesetEdit(author: .command, blocks: [flooder: nil, other: nil])
    #expect(Set(roster.note(pardon, now: second(2))) == [.pardon(flooder), .pardon(other)])
    #expect(roster.lacking(now: second(2)) == [])
    #expect(!roster.isIncomplete)
  }

  @Test("a pardon of somebody unknown means nothing")
  func unknown() {
    var roster = Roster()
    #expect(roster.note(RulesetEdit(author: .command, blocks: [flooder: nil]), now: second(1)) == [])
    #expect(
      roster.note(RulesetEdit(author: .other("nft"), blocks: [other: nil]), now: second(1)) == [])
    #expect(!roster.isIncomplete)
  }

  @Test("what a person blocks by dhcpward is kept as well, what another program blocks is not")
  func byHand() {
    var roster = Roster()
    let made = RulesetEdit(author: .command, blocks: [flooder: standing(flooder, for: .seconds(60))])
    #expect(roster.note(made, now: second(0)) == [.hand(flooder, until: second(60))])
    _ = roster.note(RulesetEdit(author: .other("nft"), blocks: [other: standing(other)]), now: second(0))
    let gone = RulesetEdit(author: .other("nft"), touchesFrame: true, emptied: Set(BlockSet.allCases))
    _ = roster.note(gone, now: second(10))
    #expect(roster.lacking(now: second(10)) == [block(flooder, for: .seconds(50))])
  }

  @Test("a ruleset saved earlier and loaded again lacks only what it had not, or for less time")
  func reloaded() {
    var roster = roster
    let edit = RulesetEdit(
      author: .other("nft"), touchesFrame: true, emptied: Set(BlockSet.allCases),
      blocks: [flooder: standing(flooder, for: .seconds(5)), other: standing(other)])
    _ = roster.note(edit, now: second(10))
    #expect(roster.lacking(now: second(10)) == [block(flooder, for: .seconds(290))])
  }

  @Test("what ends within a second anyway is not put back")
  func ending() {
    var roster = roster
    _ = roster.note(RulesetEdit(author: .other("nft"), emptied: [BlockSet(.dhcp)]), now: second(299))
    #expect(roster.lacking(now: second(299)) == [])
  }

  @Test("where nobody says who, a block gone alone is pardoned and a listing after a flush is not asked")
  func compared() {
    var roster = roster
    #expect(roster.compare(with: [standing(other)], pardons: true, now: second(1)) == [.pardon(flooder)])
    #expect(roster.lacking(now: second(1)) == [])
    var flushed = self.roster
    #expect(flushed.compare(with: [], pardons: false, now: second(1)) == [])
    #expect(Set(flushed.lacking(now: second(1)).map(\.key)) == [flooder, other])
    #expect(
      flushed.compare(
        with: [standing(flooder, for: .seconds(299)), standing(other)], pardons: false, now: second(1)) == [])
    #expect(flushed.lacking(now: second(1)) == [])
  }

  @Test("whatever edits come, what is lacking is what was expected less what stands")
  func property() {
    var random = SeededRandom(seed: 3)
    let keys = (0..<6).map {
      Block.Key(mac: MACAddress(bits: 0x02_0000_0000_10 + $0), scope: $0 < 3 ? .dhcp : .all)
    }
    for _ in 0..<200 {
      var roster = Roster()
      var desired: Set<Block.Key> = []
      var stands: Set<Block.Key> = []
      for key in keys {
        roster.expect(block(key), for: nil, now: second(0))
        desired.insert(key)
        stands.insert(key)
      }
      for _ in 0..<8 {
        let key = keys.randomElement(using: &random) ?? flooder
        let author: RulesetEdit.Author = Bool.random(using: &random) ? .command : .other("x")
        var edit = RulesetEdit(author: author)
        switch Int.random(in: 0..<3, using: &random) {
        case 0:
          edit.emptied = [BlockSet(key.scope)]
          stands = stands.filter { $0.scope != key.scope }
        case 1:
          edit.blocks = [key: nil]
          stands.remove(key)
          if author == .command { desired.remove(key) }
        default:
          edit.blocks = [key: standing(key)]
          stands.insert(key)
          if author == .command { desired.insert(key) }
        }
        _ = roster.note(edit, now: second(1))
        #expect(Set(roster.lacking(now: second(1)).map(\.key)) == desired.subtracting(stands))
      }
    }
  }
}
