import Flood
import TestKit
import Testing
import Wire

@Suite("Copies that relays bring") struct RelayCopiesTests {
  private let router = RelayedClientTests.router

  private func copy(
    _ transaction: Int, hops: UInt8 = 1, giaddr: UInt32 = RelayedClientTests.giaddr,
    by router: MACAddress? = nil
  ) -> ClientMessage {
    var one = message(router ?? self.router, chaddr: someone, giaddr: giaddr, hops: hops, port: 67)
    (one.transaction, one.fingerprint) = (UInt32(transaction), UInt64(transaction) << 8 | UInt64(hops))
    return one
  }

  private func counted(_ watchlist: inout Watchlist, _ messages: [(ClientMessage, Int)]) -> [Finding] {
    messages.compactMap { watchlist.note($0.0, at: epoch + .microseconds($0.1)) }.filter(\.isBehind)
  }

  @Test("a relay that hears itself makes nine of one: nineteen such in five seconds block nobody")
  func oneArmed() {
    var watchlist = Watchlist(policy: policy("20/5s"))
    let many = (0..<19).flatMap { number in
      (2...10).map { (copy(number, hops: UInt8($0)), number * 250_000 + $0 * 100) }
    }
    #expect(counted(&watchlist, many).isEmpty)
    #expect(counted(&watchlist, [(copy(19), 4_900_000)]).map(\.verdict) == [.blocked])
  }

  @Test("by two relays each client message counts once behind each, and trips behind each at its own")
  func twoRelays() {
    var watchlist = Watchlist(policy: policy("20/5s"))
    let other = stranger(1)
    let many = (0..<20).flatMap { number in
      [(copy(number), number * 100_000), (copy(number, giaddr: 8, by: other), number * 100_000 + 80)]
    }
    let found = counted(&watchlist, many)
    #expect(found.map(\.mac) == [router, other] && found.allSatisfy { $0.verdict == .blocked })
    #expect(found.allSatisfy { $0.at >= epoch + .milliseconds(1900) })
  }

  @Test("two relays behind one router are no second message") func sameRouter() {
    var watchlist = Watchlist(policy: policy("20/5s"))
    let many = (0..<19).flatMap { number in
      [(copy(number), number * 100_000), (copy(number, giaddr: 8), number * 100_000 + 80)]
    }
    #expect(counted(&watchlist, many).isEmpty)
  }

  @Test("a renewal that is routed, and relayed once more by who hears it, counts once") func renewal() {
    var watchlist = Watchlist(policy: policy("20/5s"))
    let many = (0..<19).flatMap { number -> [(ClientMessage, Int)] in
      var routed = message(router, .request, chaddr: someone, address: 0x0a09_007c, isRouted: true)
      routed.transaction = UInt32(number)
      var relayed = copy(number)
      (relayed.kind, relayed.address) = (.request, routed.address)
      return [(routed, number * 100_000), (relayed, number * 100_000 + 104)]
    }
    #expect(counted(&watchlist, many).isEmpty)
  }

  @Test("what comes after 50 ms is another message, and so is another type, time or transaction")
  func others() {
    var watchlist = Watchlist(policy: policy("4/5s"))
    var later = copy(1)
    (later.seconds, later.fingerprint) = (3, 1)
    var request = copy(1)
    (request.kind, request.fingerprint) = (.request, 2)
    let many = [(copy(1, hops: 2), 0), (later, 10), (request, 20), (copy(1, hops: 3), 49_999)]
    #expect(counted(&watchlist, many).isEmpty)
    #expect(counted(&watchlist, [(copy(1, hops: 4), 50_000)]).map(\.verdict) == [.blocked])
  }

  @Test("copies excuse no flood", arguments: [100, 1000, 20_000])
  func bounded(perSecond: Int) {
    var watchlist = Watchlist(policy: .standard)
    var found: Finding?
    var number = 0
    while found == nil, number < 15 * perSecond {
      // One message, which comes with another number of hops each time.
      let one = copy(1, hops: UInt8(number % 200))
      let finding = watchlist.note(one, at: epoch + .microseconds(number * 1_000_000 / perSecond))
      if let finding, finding.isBehind, finding.verdict == .blocked { found = finding }
      number += 1
    }
    #expect(found?.at ?? .init(seconds: .max) <= epoch + .seconds(2))
  }

  @Test("nor does one frame, octet for octet", arguments: [50, 1000, 20_000]) func identical(perSecond: Int) {
    var watchlist = Watchlist(policy: .standard)
    var found: Finding?
    var number = 0
    while found == nil, number < 15 * perSecond {
      let finding = watchlist.note(copy(1), at: epoch + .microseconds(number * 1_000_000 / perSecond))
      if let finding, finding.isBehind, finding.verdict == .blocked { found = finding }
      number += 1
    }
    #expect(found?.at ?? .init(seconds: .max) <= epoch + .seconds(12))
  }
}
