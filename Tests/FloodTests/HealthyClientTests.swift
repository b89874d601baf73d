import Flood
import Testing
import Wire

@Suite("Healthy clients") struct HealthyClientTests {
  /// Nobody who sends at these times, in seconds, over and over every `period`, is even warned about.
  private func isClean(_ times: [Double], every period: Double, rounds: Int = 20) -> Bool {
    var watchlist = Watchlist(policy: .standard)
    return (0..<rounds).allSatisfy { round in
      times.allSatisfy { watchlist.note(message(), after: Double(round) * period + $0) == nil }
    }
  }

  @Test("RFC 2131 backoff without a server, at its fastest") func backoff() {
    #expect(isClean([0, 3, 10, 25, 56, 119], every: 122))
  }

  @Test("udhcpc: three tries 3 s apart, then 20 s") func udhcpc() {
    #expect(isClean([0, 3, 6], every: 26))
  }

  @Test("dhclient: backoff capped at 15 s, for a minute") func dhclient() {
    #expect(isClean([0, 3, 8, 17, 30, 44, 57], every: 60))
  }

  @Test("leases and renewals on 20 s leases") func shortLeases() {
    #expect(isClean([0, 0.01], every: 20) && isClean([0], every: 10))
  }

  @Test("network boot: three leases, 16 messages in two minutes") func netboot() {
    #expect(isClean([0, 1, 4, 4.1, 20, 21, 24, 24.1, 60, 61, 64, 64.1, 90, 91, 95, 95.1], every: 600))
  }

  @Test("10 in 45 s, the most honest clients were seen to send") func mostSeen() {
    #expect(isClean([0, 1, 2, 4, 6, 8, 9, 9.5, 30, 45], every: 106))
  }

  @Test("a decline every 10 s is warned about as the defaults say, not before the fifth") func decline() {
    var watchlist = Watchlist(policy: .standard)
    let found = watchlist.flood(message(someone, .decline), count: 9, every: 150)
    #expect(found.map(\.number) == [])
    #expect(watchlist.flood(message(someone, .decline), count: 5, every: 10, from: 9000).map(\.number) == [5])
  }

  @Test("hundreds of clients booting at once") func powerFailure() {
    var watchlist = Watchlist(policy: .standard)
    for round in 0..<8 {
      for client in 0..<500 {
        #expect(watchlist.note(message(stranger(client)), after: Double(round)) == nil)
      }
    }
  }
}
