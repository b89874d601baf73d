import Flood
import Testing
import Wire

@Suite("Bans") struct BanTests {
  @Test("the brake spares the 65th, once, and lets go when bans end") func brake() {
    var watchlist = Watchlist(policy: policy("2/10s"))
    // Behind the rules, and nobody tells what they drop.
    watchlist.hearsBanned = false
    for number in 0..<64 {
      #expect(
        watchlist.flood(message(stranger(number)), count: 2, every: 0).map(\.finding.verdict) == [.blocked])
    }
    #expect(watchlist.blocked == 64)
    let found = watchlist.flood(message(), count: 100, every: 0.1, from: 1)
    #expect(found.map(\.finding.verdict) == [.spared(.brake)])
    #expect(watchlist.blocked == 64)
    #expect(watchlist.flood(message(), count: 2, every: 0, from: 300).map(\.finding.verdict) == [.blocked])
    #expect(watchlist.blocked == 1)
  }

  @Test("an adopted ban silences until its end") func adopted() {
    var watchlist = Watchlist(policy: policy("2/10s"))
    watchlist.ban(someone, until: epoch + .seconds(100))
    #expect(watchlist.blocked == 1)
    #expect(watchlist.flood(message(), count: 99, every: 1, from: 1).isEmpty)
    #expect(watchlist.note(message(), after: 100)?.verdict == .blocked)
  }

  @Test("adopting a ban twice counts it once") func twice() {
    var watchlist = Watchlist(policy: policy("2/10s"))
    watchlist.ban(someone, until: epoch + .seconds(100))
    watchlist.ban(someone, until: epoch + .seconds(200))
    #expect(watchlist.blocked == 1)
    _ = watchlist.note(message(), after: 150)
    #expect(watchlist.blocked == 1 && watchlist.isBanned(someone))
  }

  @Test("a ban is extended, never shortened") func extended() {
    var watchlist = Watchlist(policy: policy("2/10s"))
    #expect(watchlist.flood(message(), count: 2, every: 0).count == 1)
    watchlist.extendBan(of: someone, until: epoch + .seconds(600))
    watchlist.extendBan(of: someone, until: epoch + .seconds(1))
    watchlist.extendBan(of: stranger(1), until: epoch + .seconds(600))
    #expect(watchlist.blocked == 1)
    #expect(watchlist.flood(message(), count: 599, every: 1, from: 0.5).isEmpty)
    #expect(watchlist.note(message(), after: 600)?.verdict == .blocked)
  }

  @Test("who was unblocked by hand starts from nothing") func lifted() {
    var watchlist = Watchlist(policy: .standard)
    #expect(watchlist.flood(message(someone, .decline), count: 20, every: 0.01).map(\.number) == [5, 10])
    watchlist.release(someone, strikes: .stay)
    #expect(watchlist.blocked == 0 && !watchlist.isBanned(someone))
    #expect(watchlist.flood(message(), count: 20, every: 0.01, from: 1).map(\.number) == [13, 20])
    watchlist.release(stranger(1), strikes: .stay)
  }

  @Test("bans with ends beyond all time do not trap") func endless() {
    var watchlist = Watchlist(policy: policy("2/10s"))
    watchlist.ban(someone, until: Timestamp(nanoseconds: .max))
    watchlist.ban(stranger(1), until: Timestamp(nanoseconds: .min))
    #expect(watchlist.note(message(), at: Timestamp(nanoseconds: .min)) == nil)
    #expect(watchlist.note(message(), at: Timestamp(nanoseconds: 0)) == nil)
    #expect(watchlist.isBanned(someone))
  }
}
