import Flood
import TestKit
import Testing
import Wire

@Suite("Random sources") struct NewcomerTests {
  /// The kinds of alarms that messages of ever new sources lead to.
  private func alarms(
    _ count: Int, perSecond rate: Double, _ kind: MessageKind = .discover, source: (Int) -> MACAddress
  ) -> Set<Alarm.Kind> {
    var watchlist = Watchlist(policy: Policy(capacity: 8192))
    for number in 0..<count {
      #expect(watchlist.note(message(source(number), kind), after: Double(number) / rate) == nil)
    }
    return Set(watchlist.takeAlarms().map(\.kind))
  }

  @Test(
    "yersinia, a random source each frame, half of them group addresses", arguments: [10.0, 1000, 100_000])
  func yersinia(_ rate: Double) {
    var generator = SeededRandom(seed: 1)
    let found = alarms(Int(max(60, rate / 10)), perSecond: rate) { _ in
      MACAddress(bits: .random(in: 0...0xffff_ffff_ffff, using: &generator))
    }
    #expect(found.contains(.randomSource))
  }

  @Test("each client a new source and never heard again", arguments: [5.0, 20, 200, 5000])
  func unicast(_ rate: Double) {
    #expect(alarms(Int(rate * 30), perSecond: rate) { stranger($0) }.contains(.randomSource))
    #expect(
      alarms(Int(rate * 30), perSecond: rate, .solicit) { stranger($0) }.contains(.randomSource))
  }

  @Test("a burst that is over before anybody came back is told at once; a crowd of thousands is none")
  func burst() {
    #expect(alarms(240, perSecond: 2600) { stranger($0) } == [.randomSource])
    #expect(alarms(239, perSecond: 2600) { stranger($0) }.isEmpty)
    #expect(alarms(2000, perSecond: 2000) { stranger($0) }.isEmpty)
  }

  @Test("DHCPig -S in an hour's trickle: exchanges that are finished, fifty a minute, on and on")
  func trickle() {
    var watchlist = Watchlist(policy: .standard)
    for number in 0..<700 {
      _ = watchlist.note(message(stranger(number)), after: Double(number))
      _ = watchlist.note(message(stranger(number), .request), after: Double(number) + 0.1)
    }
    #expect(watchlist.takeAlarms().map(\.kind).contains(.randomSource))
  }

  @Test("what a gate drops of unknown sources is told once it is more than machines that start") func gate() {
    var watchlist = Watchlist(policy: .standard)
    let start = Timestamp(nanoseconds: 1_000_000_000_000)
    for (second, total) in [(0, 5_000_000), (10, 5_000_999), (20, 5_001_998)] as [(Int64, UInt64)] {
      watchlist.noteDropped(unknown: total, at: start + .seconds(second))
    }
    #expect(watchlist.takeAlarms().isEmpty)
    watchlist.noteDropped(unknown: 5_002_998, at: start + .seconds(30))
    let alarms = watchlist.takeAlarms()
    #expect(alarms.map(\.kind) == [.randomSource])
    #expect(alarms.first?.detail == "1000 messages of unknown sources in 10 s, which --limit-unknown dropped")
  }

  @Test("group addresses take no places but a few, and are counted") func group() {
    var watchlist = Watchlist(policy: .standard)
    for number in 0..<5000 {
      _ = watchlist.note(
        message(MACAddress(bits: 0x0100_0000_0000 + UInt64(number))), after: Double(number) / 100)
    }
    #expect(watchlist.count <= 16 && watchlist.evictions == 0)
    let alarms = watchlist.takeAlarms()
    #expect(alarms.map(\.kind) == [.randomSource])
    #expect(alarms.first?.detail == "10 messages from group addresses in 60 s, which no machine can have")
  }

  @Test("the same alarm comes again after five minutes, while it lasts") func again() {
    var watchlist = Watchlist(policy: .standard)
    var moments: [Duration] = []
    for number in 0..<70_000 {
      _ = watchlist.note(
        message(MACAddress(bits: 0x0100_0000_0000 + UInt64(number))), after: Double(number) / 100)
      moments += watchlist.takeAlarms().map { $0.at - epoch }
    }
    #expect(moments == [.milliseconds(90), .milliseconds(300_090), .milliseconds(600_090)])
  }
}

@Suite("The end of a capture") struct ConclusionTests {
  private func remark(_ count: Int, perSecond rate: Double, comesBack: Bool = false) -> String? {
    var detector = OfflineDetector(policy: .standard)
    for number in 0..<count {
      detector.note(message(stranger(number)), at: epoch + .milliseconds(Int64(Double(number) * 1000 / rate)))
      if comesBack {
        detector.note(
          message(stranger(number), .request),
          at: epoch + .milliseconds(Int64(Double(number) * 1000 / rate) + 10))
      }
    }
    #expect(detector.takeAlarms().isEmpty)
    return detector.conclude()
  }

  @Test("a flood from 2,600 sources that the capture has five seconds of is not only clean") func short() {
    let words = remark(2600, perSecond: 520)
    #expect(words?.contains("2600 new sources in the last 5 s, of which 2600 were heard once only") == true)
    #expect(words?.contains("--limit-unknown") == true)
  }

  @Test("a few sources, and a crowd that goes on, are no matter") func healthy() {
    #expect(remark(49, perSecond: 100) == nil)
    #expect(remark(500, perSecond: 100, comesBack: true) == nil)
  }

  @Test("each kind of alarm says what to do, in its words or beside them", arguments: Alarm.Kind.allCases)
  func advice(kind: Alarm.Kind) {
    let advice = Alarm(kind: kind, at: epoch, detail: "").advice
    #expect([.exempt, .ownAddress, .leaking].contains(kind) == (advice == nil))
    #expect(advice?.isEmpty != true)
  }
}
