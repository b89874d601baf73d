import Flood
import Plans
import Testing
import Wire

@testable import Daemon

/// Who is known to be healthy, and when the kernel is told.
@Suite("KnownClients")
struct KnownClientsTests {
  private func second(_ seconds: Int64) -> BootTime { BootTime(seconds: seconds) }
  private func address(_ number: Int) -> MACAddress { MACAddress(bits: 0x02_0000_0000_00 + UInt64(number)) }

  @Test("hundreds that are served at once are told in one go, half a second later, for a day")
  func gathered() {
    var some = KnownClients()
    for number in 1...300 {
      let hasRoom = some.meet(address(number), now: second(0))
      #expect(hasRoom)
    }
    let early = some.news(now: second(0))
    #expect(early == [])
    #expect(some.due == second(0) + .milliseconds(500))
    let news = some.news(now: second(1))
    #expect(news.map(\.mac) == (1...300).map(address))
    #expect(news.allSatisfy { $0.lifetime == .seconds(86_399) })
    some.wasTold(true, now: second(1))
    #expect(some.due == nil)
    #expect(some.news(now: second(2)) == [])
  }

  @Test("what the kernel could not be told is told again a minute later")
  func toldAgain() {
    var some = KnownClients()
    _ = some.meet(address(1), now: second(0))
    some.wasTold(false, now: second(1))
    #expect(some.due == second(61))
    #expect(some.news(now: second(60)) == [])
    #expect(some.news(now: second(61)).map(\.mac) == [address(1)])
  }

  @Test("one that is served again is told again only when half of its time is over")
  func renewed() {
    var some = KnownClients()
    _ = some.meet(address(1), now: second(0))
    some.wasTold(true, now: second(1))
    _ = some.meet(address(1), now: second(40_000))
    #expect(some.due == nil)
    _ = some.meet(address(1), now: second(44_000))
    let again = some.news(now: second(44_001))
    #expect(again.map(\.lifetime) == [.seconds(86_399)])
  }

  @Test("however many are served, no more than the limit are learnt, and there is room again when they end")
  func bounded() {
    var some = KnownClients()
    for number in 1...KnownClients.limit { _ = some.meet(address(number), now: second(0)) }
    let hasRoom = some.meet(address(KnownClients.limit + 1), now: second(10))
    #expect(!hasRoom)
    #expect(some.count == KnownClients.limit)
    let isKnownStill = some.meet(address(7), now: second(10))
    #expect(isKnownStill)
    let hasRoomAgain = some.meet(address(KnownClients.limit + 1), now: second(86_401))
    #expect(hasRoomAgain)
    #expect(some.count == 1)
  }

  @Test(
    "those that are exempt are told once, and forgotten when they are no longer named; they need no lease")
  func exempt() {
    var some = KnownClients()
    let first = some.difference(to: [address(1), address(2), .zero, MACAddress(bits: 0x01_0000_0000_00)])
    #expect(first.new == [address(1), address(2)] && first.gone == [])
    // Whoever could not be told is named again.
    #expect(some.difference(to: [address(1)]).new == [address(1)])
    some.exempt(first.new)
    let second = some.difference(to: [address(2), address(3)])
    #expect(second.new == [address(3)] && second.gone == [address(1)])
    some.exempt(second.new, notAnyMore: second.gone)
    let hasRoom = some.meet(address(3), now: self.second(0))
    #expect(hasRoom)
    #expect(some.due == nil)
    #expect(
      some.all(now: self.second(0))
        == [address(2), address(3)].map { KnownClient(mac: $0, isExempt: true) })
    let isForgotten = some.forget(address(3))
    #expect(!isForgotten)
  }

  @Test("the gate lets a quarter more of one source pass than is an alarm, or behind it there would be none")
  func generous() {
    #expect(4 * Int(NewcomerLimit.sourceRate) == 5 * Watchlist.namedRate)
    #expect(4 * Int(NewcomerLimit.sourceBurst) == 5 * Watchlist.namedBurst)
  }

  @Test("a source that was blocked is a newcomer again, even when the kernel has not been told of it yet")
  func forgotten() {
    var some = KnownClients()
    _ = some.meet(address(1), now: second(0))
    let isForgotten = some.forget(address(1))
    #expect(isForgotten)
    let news = some.news(now: second(1))
    #expect(news == [])
    let isForgottenAgain = some.forget(address(1))
    #expect(!isForgottenAgain)
  }

  @Test("a set that lost everybody gets them back, each for what is left of its time")
  func restored() {
    var some = KnownClients()
    some.adopt(
      [
        KnownClient(mac: address(1), lifetime: .seconds(100)), KnownClient(mac: address(9)),
        KnownClient(mac: address(2), isExempt: true),
      ], now: second(0))
    #expect(some.difference(to: []).gone == [address(2)])
    #expect(
      some.all(now: second(40)) == [
        KnownClient(mac: address(2), isExempt: true),
        KnownClient(mac: address(1), lifetime: .seconds(60)),
      ])
    #expect(some.all(now: second(100)).map(\.mac) == [address(2)])
  }
}
