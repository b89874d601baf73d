import Flood
import Testing
import Wire

@Suite("Routers") struct RouterTests {
  /// A renewal of a client behind the router `someone`.
  private func renewal(_ client: Int, _ kind: MessageKind = .request) -> ClientMessage {
    message(
      someone, kind, chaddr: stranger(client), address: 0x0a09_0000 + UInt32(client), isRouted: true)
  }

  private func findings(
    _ count: Int, perSecond rate: Double, exemptions: Exemptions = Exemptions(),
    _ messages: (Int) -> ClientMessage
  ) -> (found: [Finding], alarms: [Alarm]) {
    var watchlist = Watchlist(policy: Policy(exemptions: exemptions))
    let found = (0..<count).compactMap { watchlist.note(messages($0), after: Double($0) / rate) }
    return (found, watchlist.takeAlarms())
  }

  @Test(
    "healthy clients that renew through a router never have it blocked, and use up nothing",
    arguments: [5.0, 10, 80])
  func renewals(rate: Double) {
    let (found, alarms) = findings(600, perSecond: rate) { renewal($0 % 60) }
    #expect(found.allSatisfy { $0.verdict == .spared(.router) })
    #expect(alarms.isEmpty)
  }

  @Test("nor when it relays for some of them at the same time", arguments: [3, 6])
  func relaying(tenths: Int) {
    let (found, alarms) = findings(600, perSecond: 10) { number in
      number % 10 < tenths
        ? message(chaddr: stranger(number % 60), giaddr: 0x0a09_0001, hops: 1, port: 67)
        : renewal(number % 60)
    }
    #expect(
      !found.isEmpty && found.allSatisfy { $0.verdict == .spared(.relay) || $0.verdict == .spared(.router) })
    #expect(alarms.isEmpty)
  }

  @Test("a client that floods through it is named, and the router is not blocked") func named() {
    let (found, _) = findings(3400, perSecond: 60) { renewal($0 % 17 == 0 ? $0 : 1) }
    let router = found.filter { !$0.isBehind }
    #expect(!router.isEmpty && router.allSatisfy { $0.verdict == .spared(.router) })
    #expect(router.first?.reason.contains("its client \(stranger(1)) sent") == true, "\(found)")
    #expect(
      found.first { $0.verdict == .blocked }?.subject.words == "\(stranger(1)) via 0.0.0.0 behind \(someone)")
  }

  @Test("who only makes it look so is blocked as soon as it sends more than a router passes on") func forged()
  {
    let (found, _) = findings(20_000, perSecond: 2000) { renewal($0) }
    #expect(found.map(\.verdict) == [.spared(.router), .blocked])
    #expect(found.last?.at ?? epoch < epoch + .seconds(4))
    #expect(found.last?.reason.contains("--relay if it is one") == true)
  }

  @Test("many who make it look so do not hide one another") func crowd() {
    var watchlist = Watchlist(policy: .standard)
    var blocked: Set<MACAddress> = []
    for number in 0..<200_000 {
      var message = renewal(number)
      message.source = MACAddress(bits: 0x0200_0000_1000 + UInt64(number % 50))
      let finding = watchlist.note(message, after: Double(number) / 10_000)
      if let finding, finding.verdict == .blocked { blocked.insert(finding.mac) }
    }
    #expect(blocked.count >= 18)
  }

  @Test("an address of the link's own networks needs no router, and is no evidence of one") func onLink()
    throws
  {
    var exemptions = Exemptions()
    exemptions.networks = [try #require(Prefix("10.9.0.1/16"))]
    let (found, _) = findings(60, perSecond: 10, exemptions: exemptions) { renewal($0) }
    #expect(found.map(\.verdict) == [.blocked])
    exemptions.networks = [try #require(Prefix("10.8.0.1/16")), try #require(Prefix("2001:db8::1/64"))]
    #expect(
      findings(60, perSecond: 10, exemptions: exemptions) { renewal($0) }.found.allSatisfy {
        $0.verdict != .blocked
      })
  }

  @Test("fewer than half of such messages spare nobody") func few() {
    let (found, _) = findings(90, perSecond: 10) { $0 % 3 == 0 ? renewal($0) : message(chaddr: stranger($0)) }
    #expect(found.contains { $0.verdict == .blocked })
  }
}
