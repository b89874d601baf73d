import Flood
import Testing
import Wire

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

  @Test("without a fingerprint the same message again is another message") func different() {
    var watchlist = Watchlist(policy: .standard)
    let found = (0..<30).compactMap { note(&watchlist, copy(0), microseconds: $0 * 20) }
    #expect(found.map(\.verdict) == [.warned, .blocked])
  }

  @Test(
    "identical octets ten times within a second are a loop at any spacing, and their source is innocent",
    arguments: [300, 5000, 50_000, 99_000])
  func slow(gap: Int) {
    var watchlist = Watchlist(policy: .standard)
    // A client that has sent three messages of its own by then.
    for number in 0..<3 {
      #expect(note(&watchlist, copy(UInt64(number + 1)), microseconds: number * 4_000_000) == nil)
    }
    for number in 0..<80 {
      #expect(note(&watchlist, copy(7), microseconds: 12_000_000 + number * gap) == nil)
    }
    #expect(watchlist.takeAlarms().map(\.kind) == [.loop])
    // What the loop brought is forgotten: only what it sent itself counts.
    let account = watchlist.account(of: someone, at: epoch + .microseconds(12_000_000 + 80 * gap))
    #expect(account?.parts.first?.fills.first { $0.threshold.window == .seconds(60) }?.count == 4)
  }

  @Test("two frames that take turns in a slow loop are one, too") func turns() {
    var watchlist = Watchlist(policy: .standard)
    for number in 0..<200 {
      #expect(note(&watchlist, copy(number % 2 == 0 ? 7 : 8), microseconds: number * 3000) == nil)
    }
    #expect(watchlist.takeAlarms().map(\.kind) == [.loop])
  }

  @Test("a DECLINE that goes round in a loop blocks nobody") func decline() {
    var watchlist = Watchlist(policy: .standard)
    var message = message(someone, .decline)
    message.fingerprint = 9
    for number in 0..<60 {
      #expect(note(&watchlist, message, microseconds: number * 5000)?.verdict != .blocked)
    }
    #expect(watchlist.takeAlarms().map(\.kind).contains(.loop))
  }

  @Test("the same frame up to nine times a second is no loop: who sends so is blocked") func stuck() {
    var watchlist = Watchlist(policy: .standard)
    let found = (0..<60).compactMap { note(&watchlist, copy(7), microseconds: $0 * 125_000) }
    #expect(found.map(\.verdict) == [.warned, .blocked] && watchlist.takeAlarms().isEmpty)
  }

  @Test("who alone sends one frame again and again for ten seconds is blocked", arguments: [1500, 20_000])
  func flood(gap: Int) {
    var watchlist = Watchlist(policy: .standard)
    let found = (0..<13_000_000 / gap).compactMap { note(&watchlist, copy(7), microseconds: $0 * gap) }
    #expect(found.map(\.verdict) == [.blocked])
    #expect(found.first?.at ?? epoch >= epoch + .seconds(10))
    #expect(
      found.first?.reason.hasSuffix("copies of one frame for 10 s, while no other source's came twice")
        == true)
  }

  @Test("what copies excuse is bounded: two that take turns at 10,000 a second are blocked within a second")
  func both() {
    var watchlist = Watchlist(policy: .standard)
    var found: [Finding] = []
    for number in 0..<200_000 {
      let source = number % 2 == 0 ? someone : stranger(1)
      found += [note(&watchlist, copy(7, source), microseconds: number * 95)].compactMap(\.self)
    }
    #expect(Set(found.filter { $0.verdict == .blocked }.map(\.mac)) == [someone, stranger(1)])
    #expect(found.allSatisfy { $0.at < epoch + .seconds(1) })
  }

  @Test("a decoy whose frames come again now and then excuses nobody") func decoy() {
    var watchlist = Watchlist(policy: .standard)
    var found: [Finding] = []
    for number in 0..<15_000 {
      // 900 a second are within the bound.
      found += [note(&watchlist, copy(7), microseconds: number * 1111)].compactMap(\.self)
      guard number % 3400 == 0 else { continue }
      for delay in 1...3 { _ = note(&watchlist, copy(8, stranger(1)), microseconds: number * 1111 + delay) }
    }
    #expect(found.filter { $0.verdict == .blocked }.map(\.mac) == [someone])
  }

  @Test("in a loop that brings the frames of several within the bound nobody is ever blocked") func several()
  {
    var watchlist = Watchlist(policy: .standard)
    for number in 0..<60_000 {
      let source = stranger(number % 4)
      #expect(note(&watchlist, copy(UInt64(7 + number % 4), source), microseconds: number * 1250) == nil)
    }
    #expect(Set(watchlist.takeAlarms().map(\.mac)).count == 4)
  }

  @Test("many whose frames come in pairs do not hide a loop") func crowd() {
    var watchlist = Watchlist(policy: .standard)
    for number in 0..<400 {
      let (pair, at) = (stranger(number + 10), number * 5000)
      for delay in 0..<2 { _ = note(&watchlist, copy(UInt64(number + 100), pair), microseconds: at + delay) }
      #expect(note(&watchlist, copy(7), microseconds: at + 3) == nil)
    }
    #expect(watchlist.takeAlarms().contains { $0.kind == .loop && $0.mac == someone })
  }
}
