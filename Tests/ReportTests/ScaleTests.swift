import Flood
import Testing
import Wire

@testable import Report

@Suite("Axes and words") struct ScaleTests {
  @Test(
    "marks are round, few, and reach the highest value",
    arguments: [0, 0.3, 1, 4, 5.1, 9, 56, 180, 999, 140_000])
  func marks(highest: Double) {
    let marks = Scale.marks(upTo: highest)
    #expect((2...6).contains(marks.count) && marks[0] == 0)
    #expect(marks.last ?? 0 >= highest)
  }

  @Test("numbers are grouped, lengths are rough") func words() {
    #expect([0, 999, 1000, 1_234_567].map(\.grouped) == ["0", "999", "1,000", "1,234,567"])
    #expect(1.of("source") == "1 source" && 2.of("source") == "2 sources")
    let lengths: [Duration] = [
      .microseconds(3), .milliseconds(12), .milliseconds(380), .seconds(21), .seconds(200), .seconds(7500),
      .seconds(86_400 * 9), .seconds(86_400 * 3 - 1), .seconds(86_400 * 5 / 2),
    ]
    #expect(
      lengths.map(\.rough) == [
        "less than a millisecond", "12 ms", "0.4 s", "21 s", "3 min 20 s", "2 h 5 min", "9 days", "3 days",
        "2.5 days",
      ])
    #expect(Timestamp(seconds: 1_795_431_970).date == "23 November 2026")
  }

  @Test("of an axis of days a phone keeps the days", arguments: [0, 6, 13, 23]) func days(hour: Int) throws {
    var hindsight = OfflineDetector(policy: .standard, keeping: .max)
    let start = PageTests.epoch.truncated(to: .seconds(86_400)) + .seconds(hour * 3600)
    for step in 0..<72 {
      let message = ClientMessage(source: PageTests.mac(1), kind: .discover)
      _ = hindsight.note(contentsOf: [Arrival(message: message, at: start + .seconds(step * 3600))])
    }
    let past = try #require(hindsight.retrospect)
    let series = try #require(Series(past))
    let kept = TimeAxis(series).ticks.filter { !$0.isOptional }
    #expect((2...4).contains(kept.count) && kept.allSatisfy { $0.label.contains(" ") })
  }

  @Test("an outline begins and ends on the ground, and shows whatever is there") func skyline() {
    #expect(Skyline.path([0, 0.5, 0.5, 1]).text == "M0 1000H250V500H750V0H1000V1000Z")
    #expect(Skyline.path([0.000_1, 0]).text == "M0 1000H0V996H500V1000H1000V1000Z")
  }
}
