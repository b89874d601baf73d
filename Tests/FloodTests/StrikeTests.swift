import Flood
import TestKit
import Testing
import Wire

@Suite("Repeated floods") struct StrikeTests {
  /// The strikes of floods that begin at these moments.
  private func strikes(_ policy: Policy, at starts: [Double]) -> [(strikes: Int, ban: Duration)] {
    var watchlist = Watchlist(policy: policy)
    return starts.flatMap { start in
      watchlist.flood(message(), count: 20, every: 0.01, from: start)
        .filter { $0.finding.verdict == .blocked }.map { ($0.finding.strikes, $0.finding.ban) }
    }
  }

  @Test("each time the ban is twice as long, up to the cap") func doubling() {
    var watchlist = Watchlist(policy: Policy(ban: .seconds(60), banCap: .seconds(400)))
    let found = watchlist.flood(message(), count: 30_000, every: 0.1).map(\.finding)
      .filter { $0.verdict == .blocked }
    #expect(found.map(\.ban) == [60, 120, 240, 400, 400, 400, 400, 400, 400, 400].map { .seconds($0) })
    #expect(found.map(\.strikes) == Array(1...10))
    let starts = found.map(\.at)
    for (earlier, next) in zip(found, starts.dropFirst()) {
      #expect(next >= earlier.at + earlier.ban && next < earlier.at + earlier.ban + .seconds(1))
    }
  }

  @Test("the standard ban is 300 s and ends at a day") func standard() {
    #expect(
      (1...12).map { Policy.standard.ban(strikes: $0).components.seconds }
        == [300, 600, 1200, 2400, 4800, 9600, 19_200, 38_400, 76_800, 86_400, 86_400, 86_400])
  }

  @Test("a quiet hour after a ban forgives one time") func forgiven() {
    // The first ban ends at 300, the second at 1000 + 600.
    let found = strikes(.standard, at: [0, 1000, 1600 + 3500])
    #expect(found.map(\.strikes) == [1, 2, 3])
    #expect(strikes(.standard, at: [0, 1000, 1600 + 3700]).map(\.strikes) == [1, 2, 2])
    #expect(strikes(.standard, at: [0, 1000, 1600 + 7300]).map(\.strikes) == [1, 2, 1])
    #expect(strikes(.standard, at: [0, 310 + 3600]).map(\.strikes) == [1, 1])
  }

  @Test("strikes outlive the record, a restart, and end with a pardon") func kept() {
    var watchlist = Watchlist(policy: policy("5/10s", capacity: 64))
    #expect(watchlist.flood(message(), count: 5, every: 0).first?.finding.strikes == 1)
    watchlist.release(someone, strikes: .stay)
    for number in 0..<5000 { _ = watchlist.note(message(stranger(number)), after: 400) }
    #expect(watchlist.flood(message(), count: 5, every: 0, from: 500).first?.finding.strikes == 2)
    watchlist.release(someone, strikes: .takeBack)
    #expect(watchlist.flood(message(), count: 5, every: 0, from: 501).first?.finding.strikes == 2)
    watchlist.release(someone, strikes: .forgive)
    #expect(watchlist.flood(message(), count: 5, every: 0, from: 502).first?.finding.strikes == 1)

    var restarted = Watchlist(policy: policy("5/10s"))
    restarted.ban(someone, until: epoch + .seconds(100), strikes: 3)
    #expect(restarted.flood(message(), count: 5, every: 0, from: 100).first?.finding.strikes == 4)
  }

  @Test("of more strikes than there is room for, the most and the latest are taken over") func manyAtOnce() {
    var watchlist = Watchlist(policy: .standard)
    watchlist.remember(
      strikes: (0..<10_000).map { number -> (subject: Subject, count: Int, end: Timestamp) in
        (.address(stranger(number)), number < 10 ? 0 : 1 + number % 4, epoch + .seconds(number))
      })
    let kept = watchlist.strikes(at: epoch)
    #expect(kept.count == 4096)
    #expect(kept.filter { $0.count == 4 }.count == 2498)
    #expect(kept.allSatisfy { $0.count >= 3 })
    let latest = kept.filter { $0.count == 3 }.map(\.end)
    #expect(latest.count == 1598)
    #expect(latest.min() == epoch + .seconds(10_000 - 2 - 4 * 1597))
  }

  @Test("more bans than there is room for are taken over as far as there is") func manyBans() {
    var watchlist = Watchlist(policy: policy("5/10s", capacity: 64))
    let taken = (0..<100_000).map { watchlist.ban(stranger($0), until: epoch + .seconds(100)) }
    #expect(taken.filter(\.self).count == 64)
    #expect(taken[..<64].allSatisfy { $0 })
  }

  @Test("a person's brake on blocks in a minute") func pace() {
    var watchlist = Watchlist(policy: Policy(thresholds: [Threshold(count: 2, window: .seconds(9))], pace: 3))
    let found = (0..<5).flatMap { watchlist.flood(message(stranger($0)), count: 2, every: 0) }
    #expect(found.map(\.finding.verdict) == [.blocked, .blocked, .blocked, .spared(.brake), .spared(.brake)])
    #expect(watchlist.takeAlarms().map(\.kind) == [.brake])
    #expect(watchlist.flood(message(), count: 2, every: 0, from: 60).map(\.finding.verdict) == [.blocked])
  }
}

@Suite("Both IP versions") struct VersionTests {
  private func solicit(_ source: MACAddress = someone) -> ClientMessage {
    ClientMessage(source: source, kind: .solicit, client: 5, sourcePort: 546)
  }

  @Test("what a machine sends in both versions is not added up") func apart() {
    var watchlist = Watchlist(policy: .standard)
    for number in 0..<12 {
      #expect(watchlist.note(message(), after: Double(number) * 3) == nil)
      #expect(watchlist.note(solicit(), after: Double(number) * 3) == nil)
    }
  }

  @Test("a ban is of the machine: the other version is no second finding, and is lifted with it") func ban() {
    var watchlist = Watchlist(policy: .standard)
    #expect(watchlist.flood(message(), count: 20, every: 0.01).last?.finding.verdict == .blocked)
    #expect(watchlist.flood(solicit(), count: 500, every: 0.1, from: 1).isEmpty)
    #expect(watchlist.blocked == 1 && watchlist.isBanned(someone))
    watchlist.release(someone, strikes: .stay)
    #expect(!watchlist.isBanned(someone))
    #expect(watchlist.flood(solicit(), count: 20, every: 0.01, from: 60).map(\.number) == [13, 20])
    #expect(watchlist.isBanned(someone) && watchlist.blocked == 1)
    watchlist.ban(someone, until: epoch + .seconds(5000))
    #expect(watchlist.blocked == 1)
    watchlist.extendBan(of: someone, until: epoch + .seconds(6000))
    #expect(watchlist.flood(message(), count: 50, every: 0.01, from: 5500).isEmpty)
  }

  @Test("a threshold over a kind means the kind of that name in both versions") func decline() {
    var watchlist = Watchlist(policy: .standard)
    let decline = ClientMessage(source: someone, kind: .decline6, client: 5, sourcePort: 546)
    let found = watchlist.flood(decline, count: 12, every: 50)
    #expect(found.map(\.number) == [5, 10])
    #expect(found.last?.finding.reason == "10 DECLINE messages in 10 min")
  }
}

@Suite("What is told with a finding") struct FindingTests {
  @Test("a source that floods after a long quiet time and looks otherwise is blocked, and possibly framed")
  func framed() {
    func found(_ hopLimit: UInt8, _ signature: UInt32, quietFor: Double) -> String {
      var watchlist = Watchlist(policy: .standard)
      var healthy = message()
      (healthy.hopLimit, healthy.signature) = (64, 7)
      for number in 0..<3 { _ = watchlist.note(healthy, after: Double(number) * quietFor / 3) }
      var flooding = healthy
      (flooding.hopLimit, flooding.signature) = (hopLimit, signature)
      let blocked = watchlist.flood(flooding, count: 20, every: 0.01, from: quietFor).last?.finding
      #expect(blocked?.verdict == .blocked)
      return (blocked?.reason ?? "") + watchlist.takeAlarms().map { ", alarm \($0.kind)" }.joined()
    }
    #expect(found(64, 7, quietFor: 700) == "20 messages in 5 s")
    #expect(found(128, 7, quietFor: 300) == "20 messages in 5 s")
    #expect(
      found(128, 7, quietFor: 700)
        == "20 messages in 5 s; possibly framed: TTL 64 before, 128 now, alarm framed")
    #expect(
      found(64, 8, quietFor: 700)
        == "20 messages in 5 s; possibly framed: other host name or vendor class than before, alarm framed")
  }

  @Test("evidence says what was sent, since when and where") func evidence() throws {
    var watchlist = Watchlist(policy: .standard)
    var request = message(someone, .request)
    request.vlans.append(VLANID(tagControl: 42))
    request.hopLimit = 64
    _ = watchlist.note(message(), after: 0)
    let finding = try #require(watchlist.flood(request, count: 19, every: 0.1, from: 1).last?.finding)
    #expect(finding.evidence.kinds == [.discover: 1, .request: 19] && finding.evidence.messages == 20)
    #expect(finding.evidence.first == finding.at + .seconds(-2))
    #expect(finding.evidence.last == finding.at && finding.evidence.vlan == VLANID(tagControl: 42))
    #expect(finding.evidence.clients == nil)
    #expect(finding.ban == .seconds(300) && finding.strikes == 1)
  }
}

@Suite("Accounts") struct AccountTests {
  @Test("an account says how far each threshold is filled, and how the source stands") func account() throws {
    var watchlist = Watchlist(policy: .standard)
    #expect(watchlist.account(of: someone, at: epoch) == nil)
    _ = watchlist.flood(message(someone, .decline), count: 4, every: 2)
    var account = try #require(watchlist.account(of: someone, at: epoch + .seconds(6)))
    #expect(account.parts.map { $0.fills.map(\.count) } == [[3, 4, 4, 4, 4, 0, 4]])
    #expect(account.bannedUntil == nil && account.exemption == nil && account.strikes == 0)
    account = try #require(watchlist.account(of: someone, at: epoch + .seconds(36)))
    #expect(account.parts.map { $0.fills.map(\.count) } == [[0, 0, 4, 4, 4, 0, 4]])
    #expect(account.parts.first?.evidence.last == epoch + .seconds(6))
    #expect(account.parts.first?.evidence.kinds == [.decline: 4])

    _ = watchlist.flood(message(), count: 20, every: 0.01, from: 100)
    account = try #require(watchlist.account(of: someone, at: epoch + .seconds(101)))
    #expect(account.strikes == 1 && account.parts.first?.peak == 20)
    #expect(account.bannedUntil == epoch + .milliseconds(100_190 + 300_000))
    watchlist.exemptions.gateways = [someone, stranger(1)]
    #expect(watchlist.account(of: someone, at: epoch + .seconds(101))?.exemption == .gateway)
    #expect(watchlist.account(of: stranger(1), at: epoch)?.parts == [])
  }
}
