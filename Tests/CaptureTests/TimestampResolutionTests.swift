import Testing
import Wire

@testable import Capture

@Suite struct TimestampResolutionTests {
  @Test(
    "every resolution rounds down to a nanosecond",
    arguments: [
      (0, 7, 7_000_000_000), (3, 7, 7_000_000), (6, 7, 7000), (9, 7, 7), (12, 7_999, 7), (10, 9, 0),
      (28, 9_999_999_999_999_999_999, 0), (28, 10_000_000_000_000_000_000, 1), (127, 1, 0),
      (0x80, 7, 7_000_000_000), (0x81, 3, 1_500_000_000), (0x8a, 1, 976_562), (0x9e, 1 << 30, 1_000_000_000),
      (0xa0, 0xffff_ffff, 999_999_999), (0xbf, 1 << 63, 1_000_000_000), (0xc0, 1 << 63, 500_000_000),
      (0xc1, 1 << 63, 250_000_000), (0xff, .max, 0),
    ] as [(UInt8, UInt64, Int64)])
  func units(option: UInt8, ticks: UInt64, nanoseconds: Int64) {
    #expect(TimestampResolution(option: option).moment(ticks).nanoseconds == nanoseconds)
  }

  @Test("a moment of today is exact in every resolution that can hold it")
  func today() {
    let seconds: UInt64 = 1_795_431_970
    for exponent in 0...9 as ClosedRange<UInt8> {
      let unit = (0..<exponent).reduce(UInt64(1)) { power, _ in power * 10 }
      let moment = TimestampResolution(option: exponent).moment(seconds * unit + unit / 2)
      #expect(moment.nanoseconds == Int64(seconds) * 1_000_000_000 + (exponent == 0 ? 0 : 500_000_000))
    }
    for exponent in 1...33 as ClosedRange<UInt8> {
      let moment = TimestampResolution(option: 0x80 | exponent).moment(
        seconds << exponent | 1 << (exponent - 1))
      #expect(moment.nanoseconds == Int64(seconds) * 1_000_000_000 + 500_000_000)
    }
  }

  @Test("an offset counts in seconds and may be negative")
  func offset() {
    #expect(TimestampResolution(offset: 3).moment(1).nanoseconds == 3_000_001_000)
    #expect(TimestampResolution(offset: -3).moment(1).nanoseconds == -2_999_999_000)
  }

  @Test("what no timestamp can hold is clamped")
  func clamped() {
    for option in [0, 6, 9, 0x80, 0x81, 0xa0, 0xbf] as [UInt8] {
      for offset in [Int64.min, -1, 0, 1, .max] {
        let resolution = TimestampResolution(option: option, offset: offset)
        #expect(resolution.moment(0) <= resolution.moment(.max))
      }
    }
    #expect(TimestampResolution(option: 0).moment(.max).nanoseconds == .max)
    #expect(TimestampResolution(offset: .min).moment(0).nanoseconds == .min)
  }
}
