import Flood
import Testing
import Wire

@Suite("The brake and who uses it up") struct BrakeTests {
  private let flooder = stranger(9999)

  /// The engine after 64 forged sources of 20 messages each, at once; `after` from now on of the real time.
  private func usedUp(hears: Bool) -> Watchlist {
    var watchlist = Watchlist(policy: .standard)
    watchlist.hearsBanned = hears
    for number in 0..<64 {
      let found = watchlist.flood(
        message(stranger(number)), count: 20, every: 0.001, from: Double(number) * 0.02)
      #expect(found.last?.finding.verdict == .blocked)
    }
    return watchlist
  }

  @Test("64 forged sources that fell silent make room for a flooder within seconds, who is spared until then")
  func forged() {
    var watchlist = usedUp(hears: true)
    let found = watchlist.flood(message(flooder), count: 5000, every: 0.002, from: 2).map(\.finding)
    #expect(found.map(\.verdict) == [.warned, .spared(.brake), .blocked])
    #expect(
      found.last?.replaced == .address(stranger(0)) && found.last.map { $0.at < epoch + .seconds(6) } == true)
    #expect(watchlist.blocked == 64 && watchlist.isBanned(flooder) && !watchlist.isBanned(stranger(0)))
    // It keeps its strike: the next block is longer.
    let again = watchlist.flood(message(stranger(0)), count: 20, every: 0.01, from: 20).last?.finding
    #expect(again?.verdict == .blocked && again?.strikes == 2)
  }

  @Test("until then its account says that the brake spares it")
  func account() {
    var watchlist = usedUp(hears: true)
    _ = watchlist.flood(message(flooder), count: 100, every: 0.002, from: 2)
    let account = watchlist.account(of: flooder, at: epoch + .seconds(3))
    #expect(account?.isBraked == true && account?.bannedUntil == nil)
    #expect(watchlist.account(of: stranger(1), at: epoch + .seconds(3))?.isBraked == false)
  }

  @Test("floods that go on keep their places")
  func busy() {
    var watchlist = usedUp(hears: true)
    var found: [Finding] = []
    for step in 0..<300 {
      let moment = 2 + Double(step) * 0.1
      // Two a second each, as one that sends 30 in 30 s at least.
      if step % 5 == 0 {
        for number in 0..<64 { _ = watchlist.note(message(stranger(number)), after: moment) }
      }
      if let finding = watchlist.note(message(flooder), after: moment) { found.append(finding) }
    }
    #expect(found.map(\.verdict).filter { $0 != .warned } == [.spared(.brake)])
  }

  @Test("behind the rules the counters say whose flood is over; who was not read keeps the place")
  func counters() {
    var watchlist = usedUp(hears: false)
    #expect(watchlist.isNearBrake)
    var found: [Finding] = []
    for step in 0..<10_000 {
      let moment = epoch + .milliseconds(2000 + Int64(step) * 2)
      if step % 500 == 0 {
        // Nobody reads what source 63 dropped; source 5 floods no more; all others go on.
        for number in 0..<63 {
          watchlist.noteDropped(stranger(number), number == 5 ? 40 : UInt64(40 + step), at: moment)
        }
      }
      if let finding = watchlist.note(message(flooder), at: moment) { found.append(finding) }
    }
    #expect(found.map(\.verdict) == [.warned, .spared(.brake), .blocked])
    #expect(found.last?.replaced == .address(stranger(5)))
  }

  @Test("of 1,000 sources at one message a second each, few are told one by one, and one alarm tells of all")
  func crowd() {
    var watchlist = Watchlist(policy: .standard)
    var (told, alone) = (0, 0)
    for second in 0..<60 {
      for number in 0..<1000 {
        let finding = watchlist.note(message(stranger(number)), after: Double(second) + Double(number) / 1000)
        guard let finding, finding.verdict != .blocked else { continue }
        told += 1
        if !finding.isOneOfMany { alone += 1 }
      }
    }
    #expect(told > 1000 && alone == 16)
    let alarms = watchlist.takeAlarms().map(\.kind)
    #expect(alarms.filter { $0 == .manySources }.count == 1 && alarms.filter { $0 == .brake }.count == 1)
  }
}
