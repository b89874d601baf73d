import Testing
import Wire

@testable import Watchdog

/// How long a blocked source sits.
@Suite("Sentences")
struct SentencesTests {
  private let mac = MACAddress(bits: 0x02_0000_0000_99)
  private func second(_ seconds: Int64) -> Timestamp { Timestamp(seconds: seconds) }
  private func sentences() -> Sentences { Sentences(count: 30, window: .seconds(30)) }

  @Test("a quiet source is measured, judged and lifted when its time is over")
  func quiet() {
    var sentences = sentences()
    sentences.open(mac, length: .seconds(300), now: second(0))
    #expect(sentences.nextDeadline == second(269))
    #expect(sentences.due(now: second(268)) == [])
    #expect(sentences.due(now: second(269)) == [.measure(mac)])
    sentences.measured(mac, dropped: 1000)
    #expect(sentences.due(now: second(298)) == [])
    #expect(sentences.due(now: second(299)) == [.judge(mac)])
    #expect(sentences.judge(mac, dropped: 1029, now: second(299)) == .ending)
    #expect(sentences.due(now: second(300)) == [.lift(mac)])
    #expect(sentences.macs == [])
    #expect(sentences.nextDeadline == nil)
  }

  @Test("a flood that goes on extends the sentence, again and again")
  func floodGoesOn() {
    var sentences = sentences()
    sentences.open(mac, length: .seconds(300), now: second(0))
    _ = sentences.due(now: second(269))
    sentences.measured(mac, dropped: 1000)
    _ = sentences.due(now: second(299))
    #expect(sentences.judge(mac, dropped: 1030, now: second(299)) == .extended(until: second(599)))
    #expect(sentences.end(of: mac) == second(599))
    #expect(sentences.due(now: second(567)) == [])
    #expect(sentences.due(now: second(568)) == [.measure(mac)])
  }

  @Test(
    "a counter that cannot be read, or that fell, never extends a sentence", arguments: [nil, 5] as [UInt64?])
  func unreadable(second reading: UInt64?) {
    var sentences = sentences()
    sentences.open(mac, length: .seconds(60), now: second(0))
    _ = sentences.due(now: second(29))
    sentences.measured(mac, dropped: 10)
    _ = sentences.due(now: second(59))
    #expect(sentences.judge(mac, dropped: reading, now: second(59)) == .ending)
    sentences.open(mac, length: .seconds(60), now: second(100))
    _ = sentences.due(now: second(129))
    sentences.measured(mac, dropped: nil)
    #expect(sentences.judge(mac, dropped: 1_000_000, now: second(159)) == .ending)
  }

  @Test("a frame seen of a source that sits has its rule looked after, but not for every frame")
  func escaped() {
    var sentences = sentences()
    let late = second(1000)
    #expect(sentences.escaped(mac, at: late, now: second(0)) == false)
    sentences.open(mac, length: .seconds(300), now: second(0))
    #expect(sentences.escaped(mac, at: late, now: second(0)) == false)
    #expect(sentences.escaped(mac, at: late, now: second(10)) == true)
    #expect(sentences.escaped(mac, at: late, now: second(10)) == false)
    #expect(sentences.escaped(mac, at: late, now: second(11)) == true)
    #expect(sentences.escaped(mac, at: late, now: second(300)) == false)
  }

  @Test("a frame received before the rule was there says nothing, and one received after it says so at once")
  func inForce() {
    var sentences = sentences()
    sentences.open(mac, length: .seconds(300), now: second(0), inForce: second(1000))
    #expect(sentences.escaped(mac, at: second(1000), now: second(0)) == false)
    #expect(sentences.escaped(mac, at: second(1001), now: second(0)) == true)
    #expect(sentences.escaped(mac, at: second(1002), now: second(0)) == false)
    sentences.renew(mac, now: second(0), inForce: second(1002))
    #expect(sentences.escaped(mac, at: second(1002), now: second(0)) == false)
    #expect(sentences.escaped(mac, at: second(1003), now: second(0)) == true)
    // The clock was set back: as before there was one.
    #expect(sentences.escaped(mac, at: second(5), now: second(2)) == true)
  }

  @Test("a rule that was put back counts anew, so a flood that goes on is seen all the same")
  func renewed() {
    var sentences = sentences()
    sentences.open(mac, length: .seconds(300), now: second(0))
    _ = sentences.due(now: second(269))
    sentences.measured(mac, dropped: 1000)
    sentences.renew(mac, now: second(280), inForce: second(280))
    #expect(sentences.judge(mac, dropped: 30, now: second(299)) == .extended(until: second(599)))
  }

  @Test("a sentence that was closed or replaced leaves nothing to do behind")
  func closed() {
    var sentences = sentences()
    sentences.open(mac, length: .seconds(300), now: second(0))
    sentences.close(mac)
    #expect(sentences.due(now: second(1000)) == [])
    sentences.open(mac, length: .seconds(60), now: second(1000))
    sentences.open(mac, length: .seconds(300), now: second(1001))
    #expect(sentences.due(now: second(1060)) == [])
    #expect(sentences.due(now: second(1270)) == [.measure(mac)])
  }

  @Test("a sentence that was taken over with little time left is lifted at its end")
  func takenOver() {
    var sentences = sentences()
    sentences.open(mac, length: .seconds(300), remaining: .seconds(2), now: second(0))
    #expect(sentences.due(now: second(0)) == [.measure(mac)])
    sentences.measured(mac, dropped: 7)
    #expect(sentences.due(now: second(1)) == [.judge(mac)])
    #expect(sentences.judge(mac, dropped: 7, now: second(1)) == .ending)
    #expect(sentences.due(now: second(2)) == [.lift(mac)])
  }
}
