import Testing
import Wire

@testable import Screen

@Suite("Words of a screen")
struct WordsTests {
  @Test(
    "a length of time is told by its two largest units, and never looks more exact than it is",
    arguments: [
      (0, "0 s", "0s"), (1, "1 s", "1s"), (60, "1 min", "1m"), (252, "4 min 12 s", "4m12s"),
      (3600, "1 h", "1h"), (3605, "1 h", "1h"), (7500, "2 h 5 min", "2h05m"),
      (277_212, "3 d 5 h", "3d05h"), (86_400 * 400, "400 d", "400d"), (-5, "0 s", "0s"),
    ])
  func lengths(seconds: Int, spoken: String, brief: String) {
    #expect(Duration.seconds(seconds).spoken == spoken)
    #expect(Duration.seconds(seconds).brief == brief)
  }

  @Test("a part of a second is rounded up: what is not over has some time left")
  func partOfASecond() {
    #expect(Duration.milliseconds(1).spoken == "1 s")
    #expect(Duration.milliseconds(59_001).spoken == "1 min")
  }

  @Test(
    "a rate takes at most five columns",
    arguments: [
      (0.0, "0"), (0.25, "0.3"), (9.94, "9.9"), (9.96, "10"), (9999.0, "9999"), (9999.6, "10.0k"),
      (19_950.0, "20.0k"), (140_000.0, "140k"), (1_250_000.0, "1.25M"), (999_400_000.0, "999M"),
      (1e12, "lots"), (-1.0, "-"), (.infinity, "-"), (.nan, "-"),
    ])
  func rates(rate: Double, text: String) {
    #expect(rate.brief == text)
    #expect(rate.brief.count <= 5)
  }

  @Test("kinds are told by their share, the most frequent first, and one alone without")
  func kinds() {
    #expect([.discover: 12].abbreviated == "disc")
    #expect([.discover: 97, .release: 3, .solicit: 0].abbreviated == "disc 97% rel 3%")
    #expect([.discover: 9999, .request6: 1].abbreviated == "disc 100%")
    #expect(([:] as [MessageKind: Int]).abbreviated == "")
  }
}
