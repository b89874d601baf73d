import Flood
import Testing
import Wire

@Suite("Address conflicts") struct ConflictTests {
  private func decline(_ source: MACAddress = someone, _ last: Int) -> ClientMessage {
    message(source, .decline, address: 0xc000_0200 + UInt32(last))
  }

  @Test("when several decline there is an alarm with the addresses, and nobody is blocked for DECLINE alone")
  func several() {
    var watchlist = Watchlist(policy: .standard)
    var found: [Finding] = []
    for number in 0..<45 {
      let finding = watchlist.note(
        decline(stranger(number % 3), 130 + number % 20), after: Double(number) * 10)
      found += [finding].compactMap(\.self)
    }
    #expect(Set(found.map(\.verdict)) == [.warned, .spared(.conflict)])
    let alarm = watchlist.takeAlarms().first
    #expect(alarm?.kind == .conflict && alarm?.mac == nil)
    #expect(
      alarm?.detail.hasPrefix("5 DECLINEs of 3 clients in 10 min: 192.0.2.130, 192.0.2.131, 192.0.2.132,")
        == true,
      "\(String(describing: alarm))")
  }

  @Test("one of them that floods is blocked for that") func flooder() {
    var watchlist = Watchlist(policy: .standard)
    for number in 0..<12 { _ = watchlist.note(decline(stranger(1), number), after: Double(number) * 10) }
    let found = watchlist.flood(decline(someone, 9), count: 30, every: 0.1, from: 120)
    #expect(found.last?.finding.verdict == .blocked && found.last?.finding.reason == "20 messages in 5 s")
  }

  @Test("one that declines alone is blocked for it, and named in the alarm") func alone() {
    var watchlist = Watchlist(policy: .standard)
    let found = (0..<10).compactMap { watchlist.note(decline(someone, $0), after: Double($0) * 20) }
    #expect(found.map(\.reason) == ["5 DECLINE messages in 10 min", "10 DECLINE messages in 10 min"])
    #expect(found.last?.verdict == .blocked)
    #expect(watchlist.takeAlarms().map(\.mac) == [someone])
  }

  @Test("a decoy that declines once excuses nobody") func decoy() {
    var watchlist = Watchlist(policy: .standard)
    _ = watchlist.note(decline(stranger(1), 1), after: 0)
    let found = (0..<10).compactMap { watchlist.note(decline(someone, $0), after: 1 + Double($0) * 20) }
    #expect(found.last?.verdict == .blocked)
  }

  @Test("of thresholds that trip at once the one that names a kind is named") func tie() {
    var watchlist = Watchlist(policy: .standard)
    let kinds: [MessageKind] = [.discover, .request, .decline]
    let found = (0..<30).compactMap { watchlist.note(message(someone, kinds[$0 % 3]), after: Double($0) / 3) }
    #expect(found.last?.verdict == .blocked)
    #expect(found.last?.reason == "10 DECLINE messages in 10 min")
  }
}

@Suite("Slow loops") struct SlowLoopTests {
  @Test(
    "a machine that takes a lease again and again is warned of, however slowly", arguments: [20.0, 60, 66])
  func reboots(gap: Double) {
    var watchlist = Watchlist(policy: .standard)
    var found: [Finding] = []
    for number in 0..<12 {
      for (step, kind) in [MessageKind.discover, .request].enumerated() {
        let moment = Double(number) * gap + Double(step) / 10
        found += [watchlist.note(message(someone, kind), after: moment)].compactMap(\.self)
      }
    }
    #expect(found.map(\.reason) == ["10 REQUEST messages in 10 min"])
    #expect(found.first?.verdict == .warned)
  }

  @Test("renewals, and leases for many behind one address, are no loop") func healthy() {
    var watchlist = Watchlist(policy: .standard)
    for number in 0..<60 {
      #expect(
        watchlist.note(message(someone, .request, address: 0x0a00_0001), after: Double(number) * 10) == nil)
      let guest = message(stranger(1), .request, chaddr: stranger(100 + number % 20))
      #expect(watchlist.note(guest, after: Double(number) * 30) == nil)
    }
  }

  @Test("50 in 60 s blocks, which 30 in 30 s does not see") func fifty() {
    var watchlist = Watchlist(policy: .standard)
    let found = watchlist.flood(message(), count: 60, every: 1.1)
    #expect(found.last?.finding.verdict == .blocked && found.last?.finding.reason == "50 messages in 60 s")
    #expect(found.last?.number == 50)
  }
}
