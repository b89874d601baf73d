import Flood
import TestKit
import Testing
import Wire

@Suite("The table of sources") struct TableTests {
  @Test("a random-source flood does not push out a slow flooder", arguments: [1000, 10_000])
  func slowFlooder(_ strangersASecond: Int) {
    var watchlist = Watchlist(policy: policy("20/5s", "30/30s", capacity: 8192))
    var found: [Finding] = []
    for number in 0..<90 * strangersASecond {
      let time = Double(number) / Double(strangersASecond)
      found += [watchlist.note(message(stranger(number)), after: time)].compactMap(\.self)
      if number % strangersASecond == 0 {
        found += [watchlist.note(message(), after: time)].compactMap(\.self)
      }
    }
    #expect(found.map(\.mac) == [someone])
    #expect(watchlist.isFull && watchlist.count == 8192 && watchlist.evictions > 0)
  }

  @Test("a banned source is never forgotten") func banned() {
    var watchlist = Watchlist(policy: policy("5/10s", capacity: 64))
    #expect(watchlist.flood(message(), count: 5, every: 0).count == 1)
    for number in 0..<20_000 {
      _ = watchlist.note(message(stranger(number)), after: 1 + Double(number) / 100)
    }
    #expect(watchlist.isBanned(someone) && watchlist.blocked == 1)
  }

  @Test("a slow decliner is not forgotten") func decliner() {
    var watchlist = Watchlist(policy: Policy(capacity: 256))
    var found: [Int] = []
    for number in 0..<10 {
      if watchlist.note(message(someone, .decline), after: Double(number) * 60) != nil {
        found.append(number + 1)
      }
      for other in 0..<50 {
        let mac = stranger(number * 50 + other)
        _ = watchlist.note(message(mac), after: Double(number) * 60 + 1 + Double(other))
      }
    }
    #expect(found == [5, 10])
  }

  @Test("when all are near a threshold, a newcomer is not counted, and that is counted") func packed() {
    var watchlist = Watchlist(policy: policy("4/10s", capacity: 16))
    for number in 0..<16 { _ = watchlist.flood(message(stranger(number)), count: 2, every: 0) }
    #expect(watchlist.flood(message(), count: 3, every: 0.1).isEmpty)
    #expect(watchlist.uncounted == 3 && watchlist.evictions == 0)
    watchlist.ban(someone, until: epoch + .seconds(9))
    #expect(watchlist.isBanned(someone))
  }

  @Test("a full table at the defaults takes at most 26 MB, and grows only as sources appear") func memory() {
    var watchlist = Watchlist(policy: .standard)
    #expect(watchlist.byteCount < 10_000)
    for number in 0..<1000 { _ = watchlist.note(message(stranger(number), .decline), after: 0) }
    #expect(watchlist.byteCount < 700_000)
    for number in 0..<70_000 { _ = watchlist.note(message(stranger(number), .decline), after: 0) }
    #expect(watchlist.isFull && watchlist.byteCount <= 26_000_000)
    let full = watchlist.byteCount
    for number in 0..<70_000 { _ = watchlist.note(message(stranger(number * 7), .decline), after: 2000) }
    #expect(watchlist.byteCount == full)
  }

  @Test("no verdict depends on the seed of the hash") func seeds() {
    let findings = [UInt64(1), 2, 3].map { seed in
      var generator = SeededRandom(seed: 7)
      var watchlist = Watchlist(
        policy: policy("3/1s", "warn:2/1s", "decline:2/5s", capacity: 300), seed: seed)
      return (0..<50_000).compactMap { number in
        let kind = number % 5 == 0 ? MessageKind.decline : .discover
        let mac = stranger(.random(in: 0..<900, using: &generator))
        return watchlist.note(message(mac, kind), after: Double(number) / 500)
      }
    }
    #expect(findings[0] == findings[1] && findings[1] == findings[2] && !findings[0].isEmpty)
  }

  @Test("hindsight finds what the watchlist finds, full or not", arguments: [6000, 1000, 50])
  func batch(_ capacity: Int) {
    var generator = SeededRandom(seed: 11)
    let kinds: [MessageKind] = [.discover, .discover, .request, .decline]
    let arrivals = (0..<200_001).map { number in
      let mac = stranger(.random(in: 0..<6000, using: &generator))
      let kind = kinds.randomElement(using: &generator) ?? .discover
      return Arrival(message: message(mac, kind), at: epoch + .milliseconds(number * 3))
    }
    let thresholds = ["6/60s", "warn:4/50s", "decline:3/100s"].compactMap { Threshold($0) }
    var watchlist = Watchlist(policy: Policy(thresholds: thresholds, capacity: capacity))
    var hindsight = OfflineDetector(policy: Policy(thresholds: thresholds, capacity: capacity))
    let findings = hindsight.note(contentsOf: arrivals)
    #expect(findings == arrivals.compactMap { watchlist.note($0.message, at: $0.at) })
    #expect(findings.count > 100 && (watchlist.evictions == 0) == (capacity == 6000))
    #expect(hindsight.takeAlarms() == watchlist.takeAlarms())
  }

  @Test("arrivals kept for long are not taken for recent ones", arguments: ["168h", "1h", "35m", "50s"])
  func longKept(_ window: String) {
    // Twelve messages, each just within the window of the one before: never more than two in one.
    let length = Threshold("3/\(window)")?.window ?? .zero
    var watchlist = Watchlist(policy: policy("3/\(window)", "13/\(window)"))
    var patient = Watchlist(policy: policy("13/\(window)"))
    for number in 0..<60 {
      let moment = epoch + .milliseconds(Int64(number) * (length.clampedNanoseconds / 1_000_000 * 9 / 10))
      #expect(watchlist.note(message(), at: moment) == nil)
      #expect(patient.note(message(), at: moment) == nil)
    }
  }

  @Test("addresses chosen in patterns make no long probe runs", arguments: [0, 8, 16, 24, 30])
  func patterns(_ shift: UInt64) {
    var index = SourceIndex(seed: 5)
    for number in UInt64(0)..<65_536 {
      index.insert(index.hash(MACAddress(bits: number << shift)), record: Int(number))
    }
    #expect(index.longestRun < 100)
  }

  @Test("the index finds what is there, after any insertions and removals") func index() {
    var generator = SeededRandom(seed: 13)
    var index = SourceIndex(seed: 5)
    var present: [Int: Bool] = [:]
    for _ in 0..<50_000 {
      let record = Int.random(in: 0..<2000, using: &generator)
      let hash = index.hash(stranger(record))
      #expect((index.find(hash) { $0 == record } != nil) == (present[record] ?? false))
      if present[record] ?? false {
        index.remove(hash, record: record)
      } else {
        index.insert(hash, record: record)
      }
      present[record] = !(present[record] ?? false)
    }
  }
}
