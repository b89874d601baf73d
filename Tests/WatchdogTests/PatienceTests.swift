import TestKit
import Testing
import Wire

@testable import Watchdog

/// How often a thing is put back that somebody keeps taking away.
@Suite("Patience")
struct PatienceTests {
  private func after(_ milliseconds: Int64) -> Timestamp {
    Timestamp(seconds: 0) + .milliseconds(milliseconds)
  }

  @Test("the first few times it is put back at once, then after 1, 2, 4 s and so on up to a minute")
  func doubling() {
    var patience = Patience()
    var waits: [Int64] = []
    var now = after(0)
    var alarms: [Patience.Alarm] = []
    for _ in 0..<14 {
      let next = patience.earliest(at: now)
      waits.append((next - now).components.seconds)
      now = next
      if let alarm = patience.spend(at: now) { alarms.append(alarm) }
    }
    #expect(waits == [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60])
    #expect(alarms == [.losingIt, .lost])
  }

  @Test("each quiet minute makes up for one time, and after many it is as patient as new")
  func decay() {
    var patience = Patience()
    for _ in 0..<Patience.free { _ = patience.spend(at: after(0)) }
    #expect(patience.earliest(at: after(1)) == after(1000))
    #expect(patience.earliest(at: after(5000)) == after(5000))
    let later = after(3_600_000)
    for _ in 0..<Patience.free - 1 { #expect(patience.spend(at: later) == nil) }
    #expect(patience.earliest(at: later) == later)
    #expect(patience.spend(at: later) == .losingIt)
  }

  @Test("one who takes it away now and then for ever is put up with at once for ever")
  func nowAndThen() {
    var patience = Patience()
    for hour in 0..<100 as Range<Int64> {
      let now = after(hour * 3_600_000)
      #expect(patience.earliest(at: now) == now)
      #expect(patience.spend(at: now) == nil)
    }
  }

  @Test(
    "whoever takes it away, however often, it is put back at most 12 times in the first minute and 5 in any other"
  )
  func bounded() {
    var random = SeededRandom(seed: 27)
    for _ in 0..<50 {
      var patience = Patience()
      var restorations: [Timestamp] = []
      var now = after(0)
      while now < after(600_000) {
        // Taken away after up to 3 s, put back as soon as it may be.
        now = now + .milliseconds(Int64.random(in: 0...3000, using: &random))
        now = patience.earliest(at: now)
        _ = patience.spend(at: now)
        restorations.append(now)
      }
      let perMinute = Dictionary(grouping: restorations) { ($0 - after(0)).components.seconds / 60 }
      #expect((perMinute[0]?.count ?? 0) <= 12)
      for minute in 2..<10 as Range<Int64> { #expect((perMinute[minute]?.count ?? 0) <= 2) }
    }
  }
}
