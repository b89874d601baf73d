import Flood
import TestKit
import Testing
import Wire

@Suite("Odd clocks") struct ClockTests {
  /// The findings for messages really `interval` apart, by a clock that `shift` changes before each.
  private func findings(
    _ count: Int, every interval: Double, _ shift: (Int) -> Double
  ) -> [(number: Int, finding: Finding)] {
    var watchlist = Watchlist(policy: .standard)
    var clock = 0.0
    return (1...count).compactMap { number in
      clock += interval + shift(number)
      return watchlist.note(message(), after: clock).map { (number, $0) }
    }
  }

  @Test(
    "a healthy client is never flagged when the clock jumps back now and then",
    arguments: [-2.0, -4.999, -5.001, -60, -3600, -86_400, 3600])
  func jumps(_ jump: Double) {
    #expect(findings(1000, every: 12) { $0.isMultiple(of: 5) ? jump : 0 }.isEmpty)
    #expect(findings(1000, every: 30) { _ in jump }.isEmpty)
  }

  @Test(
    "a healthy client is never flagged when the clock runs backwards", arguments: [1.25, 4, 6, 12, 600])
  func backwards(_ pace: Double) {
    var watchlist = Watchlist(policy: policy("20/5s", "30/30s"))
    let found = (0..<1000).compactMap { watchlist.note(message(), after: -pace * 1.001 * Double($0)) }
    #expect(found.isEmpty)
  }

  @Test("a flood is found across a late frame and soon after a clock step", arguments: [-2.0, -3600, 3600])
  func flood(_ jump: Double) {
    let found = findings(100, every: 0.02) { $0 == 10 ? jump : 0 }
    let blocked = found.filter { $0.finding.verdict == .blocked }.map(\.number)
    #expect(blocked == [jump == -2 ? 20 : 29])
  }

  @Test("the ends of time neither trap nor flag") func extremes() {
    var watchlist = Watchlist(policy: .standard)
    for number in 0..<1000 {
      let moments: [Int64] = [.min, .max, 0, .max - 1, .min + 1, -1, .max]
      #expect(watchlist.note(message(), at: Timestamp(nanoseconds: moments[number % moments.count])) == nil)
    }
  }

  @Test("any timestamps leave the counts right and the process alive", arguments: [UInt64(1), 2, 3])
  func random(_ seed: UInt64) {
    var generator = SeededRandom(seed: seed)
    var hindsight = OfflineDetector(policy: policy("10/5s", "warn:decline:3/168h"))
    for _ in 0..<20_000 {
      let moment = Timestamp(nanoseconds: .random(in: .min ... .max, using: &generator))
      let source = stranger(.random(in: 0..<9, using: &generator))
      let kind = MessageKind.allCases.randomElement(using: &generator) ?? .bootp
      hindsight.note(message(source, kind), at: moment)
    }
    #expect(hindsight.tally.messages == 20_000)
    #expect(hindsight.tally.sources.map(\.messages).reduce(0, +) == 20_000)
  }

  @Test("readings never go back, and forward by just what passed") func readings() {
    var clock = MonotonicFrameClock(span: .seconds(60))
    let start = clock.advance(to: epoch)
    #expect(clock.advance(to: epoch + .nanoseconds(999)) == start)
    #expect(clock.advance(to: epoch + .nanoseconds(1998)) == start + 1)
    #expect(clock.advance(to: epoch + .seconds(-4)) == start + 1)
    #expect(clock.advance(to: epoch + .seconds(1)) == start + 1_000_000)
    #expect(clock.advance(to: epoch + .seconds(-9)) == start + 11_000_000)
    #expect(clock.advance(to: epoch + .seconds(-8)) == start + 12_000_000)
  }
}
