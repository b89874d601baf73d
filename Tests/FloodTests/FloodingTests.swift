import Flood
import Testing
import Wire

@Suite("Floods") struct FloodingTests {
  @Test("a fast flood is warned about at the 13th and blocked at exactly the 20th message") func fast() {
    var watchlist = Watchlist(policy: .standard)
    let found = watchlist.flood(message(), count: 1500, every: 0.02)
    #expect(found.map(\.number) == [13, 20])
    #expect(found.map(\.finding.verdict) == [.warned, .blocked])
    #expect(found.map(\.finding.reason) == ["13 messages in 60 s", "20 messages in 5 s"])
    #expect(found.last?.finding.mac == someone)
    #expect(found.last?.finding.at == epoch + .milliseconds(380))
  }

  @Test("a flood of one a second is blocked at exactly the 30th message") func slow() {
    var watchlist = Watchlist(policy: .standard)
    let found = watchlist.flood(message(), count: 60, every: 1)
    #expect(found.map(\.number) == [13, 30])
    #expect(found.last?.finding.reason == "30 messages in 30 s")
  }

  @Test("messages exactly the window apart are not within it") func boundary() {
    var watchlist = Watchlist(policy: policy("3/2s"))
    #expect(watchlist.flood(message(), count: 20, every: 1).isEmpty)
    #expect(watchlist.flood(message(), count: 3, every: 0.999, from: 100).map(\.number) == [3])
  }

  @Test("DECLINE messages are warned about at the 5th, blocked at the 10th in 10 min") func decline() {
    var watchlist = Watchlist(policy: .standard)
    let found = watchlist.flood(message(someone, .decline), count: 12, every: 50)
    #expect(found.map(\.number) == [5, 10])
    #expect(found.last?.finding.reason == "10 DECLINE messages in 10 min")
  }

  @Test("a kind's threshold counts no other kind") func kinds() {
    var watchlist = Watchlist(policy: policy("decline:3/10s", "release:2/10s"))
    #expect(watchlist.flood(message(), count: 100, every: 0.01).isEmpty)
    #expect(watchlist.note(message(someone, .decline), after: 2) == nil)
    #expect(watchlist.note(message(someone, .release), after: 2) == nil)
    #expect(watchlist.note(message(someone, .decline), after: 2) == nil)
    #expect(watchlist.note(message(someone, .release), after: 2)?.threshold == Threshold("release:2/10s"))
  }

  @Test("blocking wins over warning, then the threshold listed first") func order() {
    var watchlist = Watchlist(policy: policy("warn:3/10s", "3/10s", "3/5s"))
    #expect(watchlist.flood(message(), count: 3, every: 0.1).map(\.finding.threshold) == [Threshold("3/10s")])
  }

  @Test("who goes on flooding after the ban is found again, once a ban") func again() {
    var watchlist = Watchlist(policy: Policy(banCap: .seconds(300)))
    let found = watchlist.flood(message(), count: 7000, every: 0.1)
    #expect(found.map(\.number) == [13, 20, 3020, 6020])
    #expect(found.dropFirst().allSatisfy { $0.finding.verdict == .blocked })
  }

  @Test("a warning comes again only after a quiet window") func warnedAgain() {
    var watchlist = Watchlist(policy: policy("warn:3/10s"))
    let times = [0, 5, 9.5, 16, 17, 18, 19, 30, 31, 32, 33]
    #expect(times.filter { watchlist.note(message(), after: $0) != nil } == [9.5, 32])
  }

  @Test("one source's messages are not another's") func apart() {
    var watchlist = Watchlist(policy: .standard)
    for number in 0..<2000 { #expect(watchlist.note(message(stranger(number % 200)), after: 0) == nil) }
    #expect(watchlist.count == 200)
  }
}
