import Flood
import TestKit
import Testing
import Wire

@Suite("Lines") struct RelayedLineTests {
  private let router = RelayedClientTests.router

  private func passed(
    _ client: Int, line: UInt64, by router: MACAddress? = nil, _ kind: MessageKind = .discover
  )
    -> ClientMessage
  {
    var one = message(
      router ?? self.router, kind, chaddr: stranger(client), giaddr: RelayedClientTests.giaddr, hops: 1,
      port: 67)
    (one.line, one.transaction) = (line, UInt32(client))
    return one
  }

  @Test("ten clients that look for a server on one of several lines are starvation on it") func starvation()
    throws
  {
    var watchlist = Watchlist(policy: .standard)
    _ = watchlist.note(passed(1000, line: 2), after: 0)
    let found = (0..<30).compactMap { watchlist.note(passed($0, line: 7), after: Double($0)) }.filter(
      \.isBehind)
    #expect(found.map(\.verdict) == [.spared(.unblockable)])
    let finding = try #require(found.first)
    #expect(finding.at == epoch + .seconds(9) && finding.reason == "10 different clients in 60 s")
    var said = ClientEvidence()
    said.line = RelayedLine(circuit: [1, 2], remote: [3], relay: nil, router: nil)
    #expect(
      finding.named(by: said).subject
        == .line(RelayedLine(circuit: [1, 2], remote: [3], relay: nil, router: router)))
    #expect(!watchlist.isBanned(finding.subject) && watchlist.blocked == 0)
  }

  @Test("a relay that gives all the same line tells nobody apart: 200 clients that boot are none")
  func oneLine() {
    var watchlist = Watchlist(policy: .standard)
    let found = (0..<400).compactMap { watchlist.note(passed($0 % 200, line: 7), after: Double($0) / 10) }
    #expect(found.allSatisfy { !$0.isBehind })
  }

  @Test("nine, renewals, and the same line's name behind another router are none") func few() {
    var watchlist = Watchlist(policy: .standard)
    _ = watchlist.note(passed(1000, line: 2), after: 0)
    _ = watchlist.note(passed(1000, line: 2, by: stranger(9000)), after: 0)
    let found = (0..<200).compactMap { number -> Finding? in
      let one =
        number % 2 == 0
        ? passed(number % 18, line: 7, by: number % 4 == 0 ? nil : stranger(9000))
        : passed(number, line: 7, .request)
      return watchlist.note(one, after: Double(number))
    }
    #expect(found.allSatisfy { !$0.isBehind || $0.cause.words.contains("messages") })
  }

  @Test("a switch that marks clients' own frames names lines, too") func snooping() {
    var watchlist = Watchlist(policy: .standard)
    let found = (0..<12).compactMap { number -> Finding? in
      var one = message(stranger(number))
      one.line = 7
      return watchlist.note(one, after: Double(number))
    }
    #expect(found.map(\.subject) == [.line(RelayedLine(circuit: []))])
  }

  @Test("of 100,000 lines few are remembered, and the one that starves is found") func bounded() {
    var watchlist = Watchlist(policy: .standard)
    var found: [Finding] = []
    for number in 0..<100_000 {
      found += [watchlist.note(passed(number, line: UInt64(number + 100)), after: Double(number) / 10_000)]
        .compactMap(\.self).filter(\.isBehind)
      guard number % 200 == 0 else { continue }
      found += [watchlist.note(passed(1_000_000 + number, line: 7), after: Double(number) / 10_000)]
        .compactMap(\.self).filter(\.isBehind)
    }
    #expect(watchlist.byteCount <= 27_000_000)
    #expect(found.map(\.verdict) == [.spared(.unblockable)])
  }
}
