import TestKit
import Testing
import Wire

@Suite("Moments")
struct TimestampTests {
  @Test(
    "moments are written and read as RFC 3339",
    arguments: [
      (0, "1970-01-01T00:00:00Z"), (1_795_431_970_492_008_000, "2026-11-23T11:06:10.492008Z"),
      (951_782_400_000_000_000, "2000-02-29T00:00:00Z"), (-1, "1969-12-31T23:59:59.999999999Z"),
      (Int64.max, "2262-04-11T23:47:16.854775807Z"), (Int64.min, "1677-09-21T00:12:43.145224192Z"),
      (4_107_542_399_000_000_000, "2100-02-28T23:59:59Z"),
      (4_107_542_400_000_000_000, "2100-03-01T00:00:00Z"),
    ])
  func text(nanoseconds: Int64, text: String) {
    #expect(Timestamp(nanoseconds: nanoseconds).description == text)
    if nanoseconds != .min { #expect(Timestamp(text)?.nanoseconds == nanoseconds) }
  }

  @Test(
    "anything else is refused",
    arguments: [
      "", "Z", "2026-11-23", "2026-11-23T16:07:00", "2026-11-23T16:07:00+01:00", "2026-11-23 16:07:00Z",
      "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-02-30T00:00:00Z", "2026-02-29T00:00:00Z",
      "2100-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-01-00T00:00:00Z", "2026-01-01T24:00:00Z",
      "2026-01-01T00:60:00Z", "2026-01-01T00:00:61Z", "2026-1-1T0:0:0Z", "2026-01-01T00:00:00.Z",
      "2026-01-01T00:00:00.1234567890Z", "2026-01-01T00:00:00,5Z", "99999999999999-01-01T00:00:00Z",
      "2026-01-01T00:00:00ZZ", "+026-01-01T00:00:00Z", "2026-01-01T00:00:00\u{600}Z",
    ])
  func refuses(text: String) {
    #expect(Timestamp(text) == nil)
  }

  @Test("a leap second is the first second of the next minute")
  func leapSecond() {
    #expect(Timestamp("2016-12-31T23:59:60Z") == Timestamp("2017-01-01T00:00:00Z"))
  }

  @Test("written then read is the same")
  func identity() {
    var random = SeededRandom(seed: 4)
    for _ in 0..<1000 {
      let moment = Timestamp(nanoseconds: Int64(bitPattern: random.next()))
      #expect(Timestamp(moment.description) == moment)
    }
  }

  @Test("arithmetic clamps instead of trapping")
  func clamps() {
    let last = Timestamp(nanoseconds: .max)
    let first = Timestamp(nanoseconds: .min)
    #expect(last + .seconds(1) == last)
    #expect(first + .seconds(-1) == first)
    #expect(last - first == .nanoseconds(Int64.max))
    #expect(first - last == .nanoseconds(Int64.min))
    #expect(Timestamp(seconds: .max) == last)
    #expect(Timestamp(seconds: .min) == first)
    #expect(Timestamp(seconds: 2, nanoseconds: 5).nanoseconds == 2_000_000_005)
    #expect(Duration.seconds(Int64.min).clampedNanoseconds == .min)
    #expect(Duration.milliseconds(-1500).clampedNanoseconds == -1_500_000_000)
  }
}
