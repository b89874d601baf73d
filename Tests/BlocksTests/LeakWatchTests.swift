import Testing
import Wire

@testable import Blocks

/// Whether a block holds.
@Suite("After a block")
struct LeakWatchTests {
  private let mac = MACAddress(bits: 0x02_0000_0000_99)
  private func second(_ seconds: Int64) -> BootTime { BootTime(seconds: seconds) }

  @Test("a source that is heard while its rule drops nothing leaks, and is told of once")
  func leaks() {
    var leaks = LeakWatch()
    #expect(leaks.due(now: second(9)) == [])
    for number in 0..<40 as Range<Int64> {
      leaks.hear(mac, now: second(number / 10))
      guard leaks.due(now: second(number / 10)) == [.address(mac)] else { continue }
      // The first look has nothing to compare with.
      let heard = leaks.judge(mac, dropped: 7, now: second(number / 10))
      #expect((heard != nil) == (number >= 20))
    }
    leaks.hear(mac, now: second(99))
    #expect(leaks.due(now: second(100)) == [])
    leaks.forget(mac)
    for _ in 0..<9 { leaks.hear(mac, now: second(200)) }
    #expect(leaks.due(now: second(201)) == [.address(mac)])
  }

  @Test("a rule that drops what is heard in front of it holds, and a few late frames are no leak")
  func holds() {
    var leaks = LeakWatch()
    for number in 0..<40 as Range<Int64> {
      for _ in 0..<10 { leaks.hear(mac, now: second(number)) }
      #expect(leaks.judge(mac, dropped: UInt64(number), now: second(number)) == nil)
    }
    for _ in 0..<4 { leaks.hear(mac, now: second(50)) }
    #expect(leaks.due(now: second(60)) == [])
  }

  @Test("sources without number cost no more than a few hundred")
  func bounded() {
    var leaks = LeakWatch()
    for number in 0..<10_000 as Range<UInt64> {
      for _ in 0..<5 { leaks.hear(MACAddress(bits: 0x02_0000_0100_00 + number), now: second(0)) }
    }
    #expect(leaks.due(now: second(2)).count == 16)
    leaks.hear(mac, now: second(2))
    leaks.keep { _ in false }
    for _ in 0..<5 { leaks.hear(mac, now: second(3)) }
    #expect(leaks.due(now: second(5)) == [.address(mac)])
  }
}
