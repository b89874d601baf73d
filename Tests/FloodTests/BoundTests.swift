import Flood
import Foundation
import TestKit
import Testing
import Wire

@Suite("Bounds") struct BoundTests {
  /// As many as a test may take; `make bound` says ten million.
  private static let sources =
    ProcessInfo.processInfo.environment["DHCPWARD_SOURCES"].flatMap { Int($0) } ?? 150_000

  @Test("whatever number of sources comes, memory is bounded, and a flooder among them is found") func many()
  {
    var watchlist = Watchlist(policy: .standard)
    var found: [Finding] = []
    var sent = 0
    var highest = 0
    // 100,000 strangers a second, and a flooder that sends five.
    for number in 0..<Self.sources {
      let moment = epoch + .microseconds(Int64(number) * 10)
      let mac = stranger(number &* 2_654_435_761 & 0xff_ffff_ffff)
      found += [watchlist.note(message(mac, number % 3 == 0 ? .decline : .discover), at: moment)].compactMap(
        \.self)
      guard number % 20_000 == 0, found.isEmpty || found.last?.verdict == .warned else { continue }
      sent += 1
      found += [watchlist.note(message(), at: moment)].compactMap(\.self)
      highest = max(highest, watchlist.byteCount)
    }
    #expect(found.allSatisfy { $0.mac == someone })
    #expect(watchlist.count <= 65_536 && max(highest, watchlist.byteCount) <= 26_000_000)
    if Self.sources >= 1_000_000 { #expect(found.map(\.verdict) == [.warned, .blocked] && sent <= 60) }
    #expect(watchlist.takeAlarms().map(\.kind).contains(.tableFull))
  }

  @Test("a flooder that sends at a threshold's rate is found, the table full or not", arguments: 1...3)
  func flooder(_ seed: UInt64) {
    // The table is turned over twice between two of its messages at the rate of 30 in 30 s.
    var generator = SeededRandom(seed: seed)
    var watchlist = Watchlist(policy: Policy(capacity: 512))
    var sent = 0
    var isFound = false
    while !isFound, sent < 200 {
      for _ in 0..<1024 {
        let mac = stranger(.random(in: 0..<1 << 39, using: &generator))
        _ = watchlist.note(message(mac), after: Double(sent) * 0.9)
      }
      sent += 1
      isFound = watchlist.note(message(), after: Double(sent) * 0.9)?.verdict == .blocked
    }
    #expect(isFound)
  }

  @Test("batches and speed do not matter: one by one, at once, or in any parts") func parts() {
    var generator = SeededRandom(seed: 21)
    let kinds: [MessageKind] = [.discover, .discover, .request, .decline, .solicit, .request6, .decline6]
    let arrivals = (0..<20_000).map { number in
      let source = stranger(Int.random(in: 0...Int.random(in: 0..<900, using: &generator), using: &generator))
      let kind = kinds.randomElement(using: &generator) ?? .discover
      let chaddr = number % 7 == 0 ? stranger(.random(in: 0..<50, using: &generator)) : source
      var sent = message(source, kind, chaddr: chaddr, port: kind.isVersion6 ? 546 : 68)
      sent.fingerprint = UInt64.random(in: 0..<4, using: &generator)
      return Arrival(message: sent, at: epoch + .microseconds(number * 2100))
    }
    let policy = Policy(ban: .seconds(2), capacity: 300)
    var watchlist = Watchlist(policy: policy)
    let expected = arrivals.compactMap { watchlist.note($0.message, at: $0.at) }
    let alarms = watchlist.takeAlarms()
    #expect(expected.count > 100 && !alarms.isEmpty)
    for part in [1, 64, 100, 20_000] {
      var hindsight = OfflineDetector(policy: policy)
      var found: [Finding] = []
      for start in stride(from: 0, to: arrivals.count, by: part) {
        found += hindsight.note(contentsOf: Array(arrivals[start..<min(start + part, arrivals.count)]))
      }
      #expect(found == expected)
      #expect(hindsight.takeAlarms() == alarms)
    }
  }
}
