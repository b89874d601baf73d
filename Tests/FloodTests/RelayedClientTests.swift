import Flood
import TestKit
import Testing
import Wire

@Suite("Clients behind a relay") struct RelayedClientTests {
  static let router = MACAddress(bits: 0x0200_0000_00aa)
  static let giaddr: UInt32 = 0x0a09_0001

  /// A relayed message; each with a transaction of its own.
  private func passed(
    _ client: MACAddress, _ number: Int, _ kind: MessageKind = .discover, giaddr: UInt32 = giaddr,
    hops: UInt8 = 1, by router: MACAddress = router
  ) -> ClientMessage {
    var one = message(router, kind, chaddr: client, giaddr: giaddr, hops: hops, port: 67)
    one.transaction = UInt32(number)
    return one
  }

  private func renewal(_ client: MACAddress, _ number: Int) -> ClientMessage {
    var one = message(Self.router, .request, chaddr: client, address: 0x0a09_007c, isRouted: true)
    one.transaction = UInt32(number)
    return one
  }

  private func subject(_ client: MACAddress, giaddr: UInt32 = giaddr, by router: MACAddress = router)
    -> Subject
  {
    .client(RelayedClient(.v4(giaddr: IPv4Address(bits: giaddr), chaddr: client), behind: router))
  }

  @Test(
    "the message that trips it is the N-th of the client, to the microsecond; its neighbours are let alone")
  func exact() {
    var watchlist = Watchlist(policy: policy("20/5s"))
    var found: [Finding] = []
    for number in 0..<40 {
      for other in 0..<50 where number % 4 == 0 {
        found += [watchlist.note(passed(stranger(other + 10), number), after: Double(number) * 0.25)]
          .compactMap(\.self)
      }
      // Nineteen in five seconds; then one more just inside.
      let at = number < 19 ? Double(number) * 0.26 : 4.999 + Double(number - 19) * 0.01
      if number < 20 { found += [watchlist.note(passed(someone, number), after: at)].compactMap(\.self) }
    }
    let behind = found.filter(\.isBehind)
    #expect(behind.map(\.subject) == [subject(someone)] && behind.first?.verdict == .blocked)
    #expect(behind.first?.at == epoch + .milliseconds(4999) && behind.first?.mac == Self.router)
    #expect(found.filter { !$0.isBehind }.allSatisfy { $0.verdict == .spared(.relay) })
    var later = Watchlist(policy: policy("20/5s"))
    let none = (0..<20).compactMap { later.note(passed(someone, $0), after: Double($0) * 5 / 19) }
    #expect(none.allSatisfy { $0.verdict != .blocked })
  }

  @Test("while it is banned nothing is said of it; the second block is twice as long") func strikes() {
    var watchlist = Watchlist(policy: .standard)
    var found: [Finding] = []
    for number in 0..<40_000 {
      found += [watchlist.note(passed(someone, number), after: Double(number) / 50)].compactMap(\.self)
    }
    let blocks = found.filter { $0.verdict == .blocked }
    #expect(blocks.map(\.ban) == [.seconds(300), .seconds(600)] && blocks.map(\.strikes) == [1, 2])
    #expect(blocks.allSatisfy { $0.subject == subject(someone) })
    #expect(watchlist.isBanned(subject(someone)) && !watchlist.isBanned(Self.router))
  }

  @Test("a block is taken over after a restart, extended and released by its subject") func taken() {
    var watchlist = Watchlist(policy: .standard)
    watchlist.ban(subject(someone), until: epoch + .seconds(100), strikes: 1)
    #expect(watchlist.isBanned(subject(someone)))
    #expect(
      (0..<60).allSatisfy { watchlist.note(passed(someone, $0), after: Double($0) / 50)?.isBehind != true })
    watchlist.extendBan(of: subject(someone), until: epoch + .seconds(200))
    #expect(
      (60..<120).allSatisfy {
        watchlist.note(passed(someone, $0), after: 150 + Double($0) / 50)?.isBehind != true
      })
    watchlist.release(subject(someone), strikes: .stay)
    let found = (200..<260).compactMap { watchlist.note(passed(someone, $0), after: 160 + Double($0) / 50) }
    #expect(found.first { $0.verdict == .blocked }?.strikes == 2)
    let isBanned = watchlist.ban(.line(RelayedLine(circuit: [1])), until: epoch + .seconds(900))
    #expect(!isBanned)
  }

  @Test("strikes of a client outlive another policy, and an earlier run's are taken over") func remembered() {
    var first = Watchlist(policy: .standard)
    _ = (0..<60).map { first.note(passed(someone, $0), after: Double($0) / 50) }
    first.release(subject(someone), strikes: .stay)
    var second = first.renewed(by: policy("20/5s"), at: epoch + .seconds(2))
    var third = Watchlist(policy: policy("20/5s"))
    third.remember(strikes: [(subject(someone), 1, epoch)])
    for strikes in [
      (0..<20).compactMap({ second.note(passed(someone, $0), after: 10 + Double($0) / 10) }),
      (0..<20).compactMap({ third.note(passed(someone, $0), after: 10 + Double($0) / 10) }),
    ] {
      #expect(strikes.last?.verdict == .blocked && strikes.last?.strikes == 2)
    }
  }

  @Test("where no rule can be made for clients they are told of, and take nobody's place among the blocked")
  func unblockable() {
    var watchlist = Watchlist(
      policy: Policy(thresholds: [Threshold(count: 20, window: .seconds(5))], brake: 2))
    watchlist.blocksClients = false
    let found = (0..<400).compactMap { number in
      watchlist.note(passed(stranger(number % 8), number), after: Double(number) / 100)
    }
    #expect(found.filter(\.isBehind).map(\.verdict) == .init(repeating: .spared(.unblockable), count: 8))
    #expect(watchlist.blocked == 0)
    let source = (0..<40).compactMap { watchlist.note(message(stranger(99)), after: 5 + Double($0) / 100) }
    #expect(source.contains { $0.verdict == .blocked })
  }

  @Test("who was banned for renewals is found again by what comes through its relay") func renewalsFirst() {
    var watchlist = Watchlist(policy: policy("20/5s"))
    let renewals = (0..<30).compactMap { watchlist.note(renewal(someone, $0), after: Double($0) / 10) }
    #expect(renewals.filter { $0.verdict == .blocked }.map(\.subject) == [subject(someone, giaddr: 0)])
    #expect(watchlist.heardClient.map(Subject.client) == subject(someone, giaddr: 0))
    let relayed = (0..<30).compactMap { watchlist.note(passed(someone, $0), after: 10 + Double($0) / 10) }
    #expect(relayed.filter { $0.verdict == .blocked }.map(\.subject) == [subject(someone)])
    _ = watchlist.note(passed(someone, 99), after: 14)
    #expect(watchlist.heardClient.map(Subject.client) == subject(someone))
    _ = watchlist.note(passed(someone, 100, giaddr: 7), after: 15)
    #expect(watchlist.heardClient == nil)
    _ = watchlist.note(message(someone), after: 16)
    #expect(watchlist.heardClient == nil)
  }

  @Test("a routed renewal counts with the relayed messages of the same client") func renewals() {
    var watchlist = Watchlist(policy: policy("20/5s"))
    let found = (0..<20).compactMap { number in
      watchlist.note(
        number % 2 == 0 ? passed(someone, number) : renewal(someone, number), after: Double(number) / 10)
    }
    #expect(found.filter(\.isBehind).map(\.subject) == [subject(someone)])
  }

  @Test(
    "a client that takes another giaddr with every message is found at the same message, and told to do so")
  func varying() throws {
    var watchlist = Watchlist(policy: policy("20/5s"))
    let found = (0..<60).compactMap { number in
      watchlist.note(
        passed(someone, number, giaddr: Self.giaddr + UInt32(number)), after: Double(number) / 10)
    }
    let finding = try #require(found.first { $0.isBehind })
    #expect(finding.verdict == .spared(.unblockable) && finding.at == epoch + .milliseconds(1900))
    #expect(finding.reason.contains("its giaddr varies"))
    #expect(found.allSatisfy { $0.verdict != .blocked })
  }

  @Test("one with two giaddr is blocked under each that floods, and not under the other") func two() {
    var watchlist = Watchlist(policy: policy("20/5s"))
    _ = watchlist.note(passed(someone, 1000, giaddr: Self.giaddr), after: 0)
    let found = (0..<40).compactMap { watchlist.note(passed(someone, $0, giaddr: 7), after: Double($0) / 10) }
    #expect(found.filter { $0.verdict == .blocked }.map(\.subject) == [subject(someone, giaddr: 7)])
  }

  @Test("who forges giaddr on the wire neither hides nor has a remote client blocked") func forged() {
    var watchlist = Watchlist(policy: policy("20/5s"))
    let liar = stranger(66)
    let found = (0..<40).compactMap { watchlist.note(passed(someone, $0, by: liar), after: Double($0) / 10) }
    #expect(found.filter { $0.verdict == .blocked }.map(\.subject) == [subject(someone, by: liar)])
    #expect(!watchlist.isBanned(subject(someone)))
    let victim = (0..<5).compactMap { watchlist.note(passed(someone, $0), after: 5 + Double($0)) }
    #expect(victim.isEmpty)
  }

  @Test(
    "clients behind a gateway, an allowed address and a named relay are judged, those behind this machine are not"
  )
  func exempt() {
    for (number, exemptions) in [
      Exemptions(gateways: [Self.router]), Exemptions(relays: [Self.router]),
      Exemptions(allowed: [Self.router]),
      Exemptions(own: [Self.router]),
    ].enumerated() {
      var watchlist = Watchlist(policy: Policy(exemptions: exemptions))
      let found = (0..<40).compactMap { watchlist.note(passed(someone, $0), after: Double($0) / 10) }
      #expect(found.contains { $0.verdict == .blocked && $0.isBehind } == (number < 3))
    }
  }

  @Test("DECLINEs count for the client that sends them") func declines() {
    var watchlist = Watchlist(policy: .standard)
    let found = (0..<12).compactMap { watchlist.note(passed(someone, $0, .decline), after: Double($0) * 20) }
    #expect(found.contains { $0.subject == subject(someone) && $0.verdict == .blocked })
  }

  @Test("without a MAC in chaddr the client identifier tells clients apart, and nobody is blocked by it")
  func identifier() throws {
    var watchlist = Watchlist(policy: policy("20/5s"))
    let found = (0..<60).compactMap { number in
      var one = passed(someone, number)
      one.chaddr = ClientHardwareAddress(high: 0, low: 0, length: 0)
      one.origin = number % 2 == 0 ? 77 : UInt64(number + 100)
      return watchlist.note(one, after: Double(number) / 20)
    }
    let finding = try #require(found.first { $0.isBehind })
    #expect(finding.verdict == .spared(.unblockable) && finding.reason.contains("client identifier"))
    #expect(finding.at == epoch + .milliseconds(1900))
  }

  @Test("in v6 the innermost link and peer address tell clients apart; the frame gives their names")
  func version6() throws {
    var watchlist = Watchlist(policy: policy("20/5s"))
    let (link, peer) = (IPv6Address(high: 1, low: 2), IPv6Address(high: 3, low: 4))
    func solicit(_ number: Int, _ origin: UInt64) -> Finding? {
      let one = ClientMessage(
        source: Self.router, kind: .relayForward, origin: origin, transaction: UInt32(number), sourcePort: 547
      )
      return watchlist.note(one, after: Double(number) / 10)
    }
    let found = (0..<30).compactMap { solicit($0, $0 % 2 == 0 ? 5 : UInt64($0 + 50)) }
    #expect(found.allSatisfy { !$0.isBehind })
    let more = (30..<60).compactMap { solicit($0, 5) }
    let finding = try #require(more.first { $0.isBehind })
    var said = ClientEvidence()
    (said.relay, said.peer) = (.v6(link), .v6(peer))
    #expect(
      finding.named(by: said).subject
        == .client(RelayedClient(.v6(link: link, peer: peer), behind: Self.router)))
  }

  @Test("a router that sends more of its own than it passes on is blocked for its own alone") func mixed() {
    var watchlist = Watchlist(policy: policy("20/5s"))
    var found: [Finding] = []
    for number in 0..<26 {
      let one = number % 3 == 0 ? passed(stranger(number), number) : message(Self.router)
      found += [watchlist.note(one, after: Double(number) / 6)].compactMap(\.self)
    }
    #expect(found.isEmpty)
    for number in 26..<90 {
      found += [watchlist.note(message(Self.router), after: Double(number) / 6)].compactMap(\.self)
    }
    #expect(found.map(\.verdict) == [.blocked] && found.first?.subject == .address(Self.router))
  }
}
