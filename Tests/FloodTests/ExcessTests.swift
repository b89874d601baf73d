import Flood
import Testing
import Wire

@Suite("More than an exempt source sends") struct ExcessTests {
  /// The alarms of so many messages, evenly spread.
  private func alarms(
    _ count: Int, perSecond rate: Double, exemptions: Exemptions = Exemptions(),
    _ messages: (Int) -> ClientMessage
  ) -> [Alarm] {
    var watchlist = Watchlist(policy: Policy(exemptions: exemptions))
    var alarms: [Alarm] = []
    for number in 0..<count {
      _ = watchlist.note(messages(number), after: Double(number) / rate)
      alarms += watchlist.takeAlarms()
    }
    return alarms.filter { $0.kind != .starvation }
  }

  private func relayed(_ number: Int, from source: MACAddress = someone) -> ClientMessage {
    message(source, chaddr: stranger(number % 20_000), giaddr: 0x0a00_0001, hops: 1, port: 67)
  }

  @Test(
    "whoever is named and floods is one alarm, which says how fast, and why it is not blocked",
    arguments: [
      (Exemptions(gateways: [someone]), "gateway"), (Exemptions(sessions: [someone]), "ssh session"),
      (Exemptions(allowed: [someone]), "allow-listed"), (Exemptions(relays: [someone]), "relay"),
    ])
  func named(exemptions: Exemptions, why: String) {
    let alarms = alarms(40_000, perSecond: 2000, exemptions: exemptions) { message(chaddr: stranger($0)) }
    #expect(alarms.map(\.kind) == [.exempt] && alarms.first?.mac == someone)
    let detail = alarms.first?.detail ?? ""
    #expect(detail.contains(" messages in 4.9 s, and it is not blocked (\(why))"), "\(detail)")
    #expect(detail.contains("somebody forges its address"), "\(detail)")
  }

  @Test("behind a gate that lets a quarter more pass, it is heard") func limited() {
    #expect(
      alarms(60_000, perSecond: 1250, exemptions: Exemptions(gateways: [someone])) { _ in message() }
        .map(\.kind) == [.exempt])
  }

  @Test("copies of one frame count as well") func copies() {
    let alarms = alarms(20_000, perSecond: 4000, exemptions: Exemptions(gateways: [someone])) { number in
      var copy = message()
      copy.fingerprint = number < 20 ? UInt64(number) : 1
      return copy
    }
    #expect(alarms.contains { $0.kind == .exempt })
  }

  @Test("a relay of 10,000 clients that all boot at once is none") func powerCut() {
    let exemptions = Exemptions(relays: [someone])
    #expect(alarms(20_000, perSecond: 20_000.0 / 15, exemptions: exemptions) { relayed($0) }.isEmpty)
    #expect(alarms(20_000, perSecond: 1000, exemptions: exemptions) { relayed($0) }.isEmpty)
  }

  @Test("who only looks like a relay is one at 100 a second, and is to be named if it is one") func presumed()
    throws
  {
    let alarms = alarms(12_000, perSecond: 100) { relayed($0) }
    #expect(alarms.map(\.kind) == [.exempt] && alarms.first?.mac == someone)
    let alarm = try #require(alarms.first)
    #expect(alarm.at <= epoch + .seconds(61))
    #expect(alarm.detail.contains("not blocked (relay)") && alarm.detail.contains("--relay if it is one"))
    #expect(self.alarms(12_000, perSecond: 40) { relayed($0) }.isEmpty)
  }

  @Test("a virtual router's address is anybody's") func virtualRouter() {
    let vrrp = MACAddress(bits: 0x5e_0001_05)
    #expect(alarms(12_000, perSecond: 100) { message(vrrp, chaddr: stranger($0)) }.map(\.kind) == [.exempt])
  }

  @Test("a flood from this machine's own address is an alarm by itself, at once and of one kind") func own() {
    let alarms = alarms(40_000, perSecond: 2000, exemptions: Exemptions(own: [someone])) { _ in message() }
    #expect(alarms.map(\.kind) == [.ownAddress])
    #expect(alarms.first?.mac == someone && alarms.first?.at ?? epoch < epoch + .seconds(1))
    #expect(
      alarms.first?.detail.hasPrefix("20 messages in 5 s came in from an address of this machine") == true)
  }

  @Test("so is one that rules drop unheard, and an echo now and then is none") func ownDropped() {
    var watchlist = Watchlist(policy: .standard)
    func look(_ total: UInt64, after seconds: Int64) -> [Alarm.Kind] {
      watchlist.noteDropped(own: someone, total, at: epoch + .seconds(seconds))
      return watchlist.takeAlarms().map(\.kind)
    }
    let looks: [(UInt64, Int64)] = [
      (1_000_000, 0), (1_000_019, 10), (1_001_000, 20), (1_002_000, 30), (5, 40), (30, 400),
    ]
    #expect(
      looks.map { look($0.0, after: $0.1) } == [[], [], [.ownAddress], [], [], [.ownAddress]])
  }

  @Test("many that look like relays and send little do not hide one that floods") func crowd() {
    var watchlist = Watchlist(policy: .standard)
    var alarmed: Set<MACAddress> = []
    for number in 0..<200_000 {
      let source = number % 2 == 0 ? someone : MACAddress(bits: 0x0a00_0000_0000 + UInt64(number / 2 % 200))
      _ = watchlist.note(relayed(number, from: source), after: Double(number) / 4000)
      alarmed.formUnion(watchlist.takeAlarms().filter { $0.kind == .exempt }.compactMap(\.mac))
    }
    #expect(alarmed == [someone])
  }
}
