import TestKit
import Testing
import Wire

@testable import Blocks

/// How often a thing is put back that somebody keeps taking away.
@Suite("Backing off")
struct RetryBackoffTests {
  private func after(_ milliseconds: Int64) -> BootTime {
    BootTime(seconds: 0) + .milliseconds(milliseconds)
  }

  @Test("the first few times it is put back at once, then after 1, 2, 4 s and so on up to a minute")
  func doubling() {
    var backoff = RetryBackoff()
    var waits: [Int64] = []
    var now = after(0)
    var alarms: [RetryBackoff.Alarm] = []
    for _ in 0..<14 {
      let next = backoff.earliest(at: now)
      waits.append((next - now).components.seconds)
      now = next
      if let alarm = backoff.spend(at: now) { alarms.append(alarm) }
    }
    #expect(waits == [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60])
    #expect(alarms == [.losingIt, .lost])
  }

  @Test("each quiet minute makes up for one time, and after many it is as patient as new")
  func decay() {
    var backoff = RetryBackoff()
    for _ in 0..<RetryBackoff.free { _ = backoff.spend(at: after(0)) }
    #expect(backoff.earliest(at: after(1)) == after(1000))
    #expect(backoff.earliest(at: after(5000)) == after(5000))
    let later = after(3_600_000)
    for _ in 0..<RetryBackoff.free - 1 { #expect(backoff.spend(at: later) == nil) }
    #expect(backoff.earliest(at: later) == later)
    #expect(backoff.spend(at: later) == .losingIt)
  }

  @Test("one who takes it away now and then for ever is put up with at once for ever")
  func nowAndThen() {
    var backoff = RetryBackoff()
    for hour in 0..<100 as Range<Int64> {
      let now = after(hour * 3_600_000)
      #expect(backoff.earliest(at: now) == now)
      #expect(backoff.spend(at: now) == nil)
    }
  }

  @Test(
    "whoever takes it away, however often, it is put back at most 12 times in the first minute and 5 in any other"
  )
  func bounded() {
    var random = SeededRandom(seed: 27)
    for _ in 0..<50 {
      var backoff = RetryBackoff()
      var restorations: [BootTime] = []
      var now = after(0)
      while now < after(600_000) {
        // Taken away after up to 3 s, put back as soon as it may be.
        now = now + .milliseconds(Int64.random(in: 0...3000, using: &random))
        now = backoff.earliest(at: now)
        _ = backoff.spend(at: now)
        restorations.append(now)
      }
      let perMinute = Dictionary(grouping: restorations) { ($0 - after(0)).components.seconds / 60 }
      #expect((perMinute[0]?.count ?? 0) <= 12)
      for minute in 2..<10 as Range<Int64> { #expect((perMinute[minute]?.count ?? 0) <= 2) }
    }
  }
}
