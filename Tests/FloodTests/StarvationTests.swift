import Flood
import TestKit
import Testing
import Wire

@Suite("Starvation") struct StarvationTests {
  private func speak(_ client: Int, _ source: MACAddress = someone) -> ClientMessage {
    message(source, chaddr: stranger(client))
  }

  @Test("who speaks for ten clients within a minute is blocked at the tenth, with an alarm") func tenth() {
    var watchlist = Watchlist(policy: .standard)
    let found = (0..<12).compactMap { watchlist.note(speak($0), after: Double($0) * 6) }
    #expect(found.map(\.verdict) == [.blocked])
    #expect(found.first?.at == epoch + .seconds(54))
    #expect(found.first?.reason == "10 different clients in 60 s")
    #expect(found.first?.evidence.clients == 10)
    let alarms = watchlist.takeAlarms()
    #expect(alarms.map(\.kind) == [.starvation] && alarms.first?.mac == someone)
    #expect(watchlist.takeAlarms().isEmpty)
  }

  @Test("nine clients again and again, or a tenth after a minute, are no starvation") func nine() {
    var watchlist = Watchlist(policy: .standard)
    for number in 0..<200 { #expect(watchlist.note(speak(number % 9), after: Double(number) * 5) == nil) }
    for number in 0..<100 {
      #expect(watchlist.note(speak(number), after: 2000 + Double(number) * 60 / 9) == nil)
    }
    #expect(watchlist.takeAlarms().isEmpty)
  }

  @Test("a DUID counts as a client too, whatever it is called") func version6() {
    var watchlist = Watchlist(policy: .standard)
    let found = (0..<10).compactMap { number in
      let solicit = ClientMessage(
        source: someone, kind: .solicit, client: UInt64(number + 1) << 32, sourcePort: 546)
      return watchlist.note(solicit, after: Double(number))
    }
    #expect(found.map(\.cause) == [.starvation(Policy.Starvation(clients: 10, window: .seconds(60)))])
  }

  @Test("relays, by configuration or by what they send, may speak for anybody; the allow-list is spared")
  func spared() {
    let exemptions = Exemptions(relays: [stranger(1)], allowed: [stranger(2)])
    var watchlist = Watchlist(policy: Policy(exemptions: exemptions))
    for number in 0..<50 {
      #expect(watchlist.note(speak(number + 10, stranger(1)), after: Double(number) * 5) == nil)
      let passed = message(
        stranger(3), chaddr: stranger(number + 10), giaddr: 0x0a00_0001, hops: 1, port: 67)
      #expect(watchlist.note(passed, after: Double(number) * 5) == nil)
    }
    let found = (0..<50).compactMap {
      watchlist.note(speak($0 + 10, stranger(2)), after: 300 + Double($0) * 5)
    }
    #expect(found.map(\.verdict) == [.spared(.allowListed)])
    #expect(watchlist.takeAlarms().isEmpty)
  }

  @Test("a relay whose new clients are many and never heard again is told of, 200 that boot are not")
  func relay() {
    func alarms(_ clients: Int, messagesEach: Int) -> [Alarm] {
      var watchlist = Watchlist(policy: .standard)
      for number in 0..<clients * messagesEach {
        let client = stranger(number % clients)
        let passed = message(stranger(9999), chaddr: client, giaddr: 0x0a00_0001, hops: 1, port: 67)
        _ = watchlist.note(passed, after: Double(number) * 50 / Double(clients * messagesEach))
      }
      _ = watchlist.note(
        message(stranger(9999), chaddr: stranger(1), giaddr: 0x0a00_0001, hops: 1, port: 67), after: 61)
      return watchlist.takeAlarms()
    }
    #expect(alarms(300, messagesEach: 1).map(\.kind) == [.starvation])
    #expect(alarms(300, messagesEach: 1).first?.mac == stranger(9999))
    #expect(alarms(200, messagesEach: 2).isEmpty)
    #expect(alarms(20, messagesEach: 10).isEmpty)
  }

  @Test("the window of clients equals a naive recount", arguments: [UInt64(1), 2, 3])
  func recount(_ seed: UInt64) {
    var generator = SeededRandom(seed: seed)
    let limit = Policy.Starvation(clients: 5, window: .seconds(7))
    let policy = Policy(
      thresholds: [], starvation: limit, ban: .seconds(3), banCap: .seconds(3), brake: .max, pace: .max,
      capacity: 4096)
    var watchlist = Watchlist(policy: policy)
    var heard: [Int: [Int: Timestamp]] = [:]
    var banned: [Int: Timestamp] = [:]
    var now = epoch
    var blocked = 0
    for number in 0..<60_000 {
      now = now + .microseconds(Int64.random(in: 0...40_000, using: &generator))
      let source = Int.random(in: 0..<20, using: &generator)
      let client = Int.random(in: 0...Int.random(in: 1..<8, using: &generator), using: &generator)
      heard[source, default: [:]][client] = now
      let distinct = heard[source]?.values.count { now - $0 < limit.window } ?? 0
      let isBanned = banned[source].map { now < $0 } ?? false
      let expected = distinct >= limit.clients && !isBanned
      if expected { banned[source] = now + .seconds(3) }
      let finding = watchlist.note(message(stranger(source), chaddr: stranger(1000 + client)), at: now)
      guard (finding?.verdict == .blocked) == expected else {
        Issue.record("message \(number): \(String(describing: finding)), and \(distinct) clients")
        return
      }
      blocked += expected ? 1 : 0
    }
    #expect(blocked > 50)
  }

  @Test("with all windows in use a new starving source is still found; one that is near is not forgotten")
  func full() {
    var watchlist = Watchlist(policy: Policy(capacity: 1024))
    var found: [MACAddress] = []
    // The windows are 64. One source has come half way; then 500 others speak for two clients each.
    for client in 0..<5 { _ = watchlist.note(speak(client), after: 0.1 * Double(client)) }
    for source in 0..<500 {
      for client in 0..<2 {
        _ = watchlist.note(speak(client, stranger(2000 + source)), after: 1 + Double(source) / 100)
      }
    }
    for client in 5..<10 {
      found += [watchlist.note(speak(client), after: 10)].compactMap(\.?.mac)
    }
    for client in 0..<10 {
      found += [watchlist.note(speak(client, stranger(1)), after: 11)].compactMap(\.?.mac)
    }
    #expect(found == [someone, stranger(1)])
  }
}
