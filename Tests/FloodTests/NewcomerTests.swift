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

@Suite("Loops") struct LoopTests {
  private func copy(_ print: UInt64, _ source: MACAddress = someone) -> ClientMessage {
    var copy = message(source)
    copy.fingerprint = print
    return copy
  }

  private func note(_ watchlist: inout Watchlist, _ message: ClientMessage, microseconds: Int) -> Finding? {
    watchlist.note(message, at: epoch + .microseconds(microseconds))
  }

  @Test("a frame that comes again within microseconds is an alarm, not a flood") func loop() {
    var watchlist = Watchlist(policy: .standard)
    for number in 0..<5000 { #expect(note(&watchlist, copy(7), microseconds: number * 20) == nil) }
    let alarms = watchlist.takeAlarms()
    #expect(alarms.map(\.kind) == [.loop] && alarms.first?.mac == someone)
  }

  @Test("two frames of one source in a loop at once are a loop, too") func two() {
    var watchlist = Watchlist(policy: .standard)
    for number in 0..<1000 { #expect(note(&watchlist, copy(7), microseconds: number * 20) == nil) }
    for number in 1000..<3000 {
      #expect(note(&watchlist, copy(number % 2 == 0 ? 7 : 8), microseconds: number * 20) == nil)
    }
  }

  @Test("frames that are captured twice neither alarm nor block") func twice() {
    var watchlist = Watchlist(policy: .standard)
    for number in 0..<12 {
      for delay in [0, 3] {
        #expect(note(&watchlist, copy(UInt64(number + 1)), microseconds: number * 80_000 + delay) == nil)
      }
    }
    #expect(watchlist.takeAlarms().isEmpty)
    var flooded = Watchlist(policy: .standard)
    let found = (0..<200).compactMap {
      note(&flooded, copy(UInt64($0 / 2 + 1)), microseconds: $0 / 2 * 10_000 + $0 % 2)
    }
    #expect(found.map(\.verdict) == [.warned, .blocked] && flooded.takeAlarms().isEmpty)
  }

  @Test("without a fingerprint, or at 0.3 ms, the same frame again is another message") func different() {
    for (print, gap) in [(UInt64(0), 20), (7, 300)] {
      var watchlist = Watchlist(policy: .standard)
      let found = (0..<30).compactMap { note(&watchlist, copy(print), microseconds: $0 * gap) }
      #expect(found.map(\.verdict) == [.warned, .blocked])
    }
  }

  @Test("who alone sends one frame as fast as it can for ten seconds is blocked") func flood() {
    var watchlist = Watchlist(policy: .standard)
    var found: [Finding] = []
    for number in 0..<120_000 {
      found += [note(&watchlist, copy(7), microseconds: number * 100)].compactMap(\.self)
    }
    #expect(found.map(\.verdict) == [.blocked])
    #expect(found.first?.at ?? epoch >= epoch + .seconds(10))
    #expect(
      found.first?.reason.hasSuffix("copies of one frame for 10 s, while no other source's came twice")
        == true)
  }

  @Test("two sources whose frames come again are surely in a loop, and are never blocked for it") func both()
  {
    var watchlist = Watchlist(policy: .standard)
    for number in 0..<200_000 {
      let source = number % 2 == 0 ? someone : stranger(1)
      #expect(note(&watchlist, copy(7, source), microseconds: number * 80) == nil)
    }
    #expect(Set(watchlist.takeAlarms().map(\.mac)) == [someone, stranger(1)])
  }
}
