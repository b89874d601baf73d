import Blocks
import Flood
import Plans
import Testing
import Wire

/// Frames of blocked sources that are heard.
@Suite("A blocked source that is heard")
struct HearingTests {
  private let flooder = Samples.flooder
  private let key = Samples.key()

  private func carrier() -> Carrier {
    var carrier = Carrier()
    carrier.propose(now: Samples.at(0))
    return carrier
  }

  private func hears(_ carrier: inout Carrier, at second: Int64, now: Int64) -> Bool {
    carrier.table.hear(flooder, at: Samples.wall(second), isBehind: true, now: Samples.at(now)) != nil
  }

  @Test("a frame seen of a blocked source has its block looked after, but not for every frame")
  func looksAfter() {
    var empty = Carrier()
    #expect(!hears(&empty, at: 1000, now: 0))
    // Taken over: when the block came nobody knows.
    var carrier = Carrier()
    let block = Block(
      mac: flooder, scope: .dhcp, lifetime: .seconds(300),
      remark: BlockComment(origin: .watch, since: Samples.wall(0), reason: "earlier"))
    _ = carrier.table.restore(
      EarlierRun(standing: [Samples.standing(block)], written: [block]), now: Samples.at(0))
    #expect(!hears(&carrier, at: 1000, now: 0))
    #expect(hears(&carrier, at: 1000, now: 10))
    #expect(!hears(&carrier, at: 1000, now: 10))
    #expect(hears(&carrier, at: 1000, now: 11))
    #expect(!hears(&carrier, at: 1000, now: 300))
  }

  @Test("a frame received before the block was there says nothing, and one received after it says so at once")
  func inForce() {
    var carrier = carrier()
    #expect(!hears(&carrier, at: 0, now: 0))
    #expect(hears(&carrier, at: 1, now: 0))
    #expect(!hears(&carrier, at: 2, now: 0))
    carrier.edit([key: nil], now: Samples.at(0))
    carrier.tick(Samples.at(0))
    #expect(!hears(&carrier, at: 0, now: 0))
    #expect(hears(&carrier, at: 1, now: 0))
    // The clock was set back: as before there was one.
    #expect(hears(&carrier, at: -5, now: 2))
  }

  @Test("a block that is gone is put back when there was time for somebody to say who it was")
  func gone() {
    var carrier = carrier()
    let now = Samples.at(5)
    carrier.observe(.counted(key, .escape(vlan: nil), .absent), now: now)
    #expect(carrier.table.due(readsUse: false) == now.boot + .milliseconds(20))
    #expect(carrier.tick(Samples.at(6)).put.map(\.key) == [key])
    carrier.table.isTold = false
    carrier.observe(.counted(key, .escape(vlan: nil), .absent), now: Samples.at(7))
    #expect(carrier.table.due(readsUse: false) == Samples.boot(7))
  }

  @Test("one that stands, or cannot be looked at, is left as it is")
  func stands() {
    var carrier = carrier()
    let now = Samples.at(5)
    #expect(carrier.observe(.counted(key, .escape(vlan: nil), .packets(4)), now: now) == [])
    #expect(
      carrier.observe(.counted(key, .escape(vlan: nil), .unreadable("no")), now: now)
        == [.tell(.failed(.lookAfter, flooder, "no"))])
    #expect(!carrier.table.isIncomplete)
  }

  @Test("a block that drops nothing of what is heard leaks, and that is told once")
  func leaks() {
    var carrier = carrier()
    carrier.count = .packets(7)
    var events: [BlockEvent] = []
    for second in 1..<60 as Range<Int64> {
      for _ in 0..<10 {
        _ = carrier.table.hear(flooder, at: Samples.wall(second), isBehind: false, now: Samples.at(second))
      }
      events += carrier.tick(Samples.at(second)).events
    }
    guard case .leaking(let block, let heard)? = events.first else {
      Issue.record("\(events)")
      return
    }
    #expect(block.key == key && heard == 10 && events.count == 1)
  }

  @Test("frames that were received before the block was in force are no leak")
  func old() {
    var carrier = carrier()
    for _ in 0..<100 {
      _ = carrier.table.hear(flooder, at: Samples.wall(0), isBehind: false, now: Samples.at(5))
    }
    #expect(carrier.tick(Samples.at(10)).reads == [])
  }

  @Test("the engine is told what its blocks drop, a few hundred at a time, once a second and only if it asks")
  func use() {
    var carrier = carrier()
    carrier.count = .packets(17)
    #expect(carrier.table.tick(now: Samples.at(5)) == [])
    carrier.perform(carrier.table.tick(now: Samples.at(5), readsUse: true), now: Samples.at(5))
    #expect(carrier.take().orders == [.dropped(flooder, 17)])
    #expect(carrier.table.due(readsUse: true) == Samples.boot(6))
    #expect(carrier.table.tick(now: Samples.at(5, milliseconds: 900), readsUse: true) == [])
    for number in 0..<400 as Range<UInt64> {
      carrier.propose(MACAddress(bits: 0x02_0000_0100_00 + number), now: Samples.at(5))
    }
    var read: Set<MACAddress> = []
    for second in 6...7 as ClosedRange<Int64> {
      let actions = carrier.table.tick(now: Samples.at(second), readsUse: true)
      #expect(actions.count == 256)
      for case .read(let block, .use) in actions { read.insert(block.key.mac) }
    }
    #expect(read.count == 401)
  }
}
