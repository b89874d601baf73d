import Flood
import TestKit
import Testing
import Wire

@Suite("Bounds behind relays") struct RelayedBoundTests {
  /// How many messages a relay passes on for a million clients while one of them, at `rate` a second, is found.
  private func flooded(_ watchlist: inout Watchlist, routers: Int, giaddrs: Int) -> Finding? {
    var found: Finding?
    for number in 0..<1_000_000 {
      let moment = epoch + .microseconds(number * 10)
      let router = MACAddress(bits: 0x0200_0000_aa00 + UInt64(number % routers))
      let client = stranger(number &* 2_654_435_761 & 0xff_ffff_ffff)
      let giaddr = 0x0a00_0000 + UInt32(number % giaddrs)
      var one = message(router, chaddr: client, giaddr: giaddr, hops: 1, port: 67)
      one.transaction = UInt32(number)
      _ = watchlist.note(one, at: moment)
      guard number % 20_000 == 0, found == nil else { continue }
      one = message(
        MACAddress(bits: 0x0200_0000_aa00), chaddr: someone, giaddr: 0x0a00_0000, hops: 1, port: 67)
      one.transaction = UInt32(number + 1)
      if let finding = watchlist.note(one, at: moment), finding.isBehind, finding.verdict == .blocked {
        found = finding
      }
    }
    return found
  }

  @Test(
    "of a million clients behind one relay, in bounded memory, the one that floods is found, and the rest is told of"
  )
  func oneRelay() {
    var watchlist = Watchlist(policy: .standard)
    let found = flooded(&watchlist, routers: 1, giaddrs: 1)
    #expect(found?.subject.words == "\(someone) via 10.0.0.0 behind 02:00:00:00:aa:00")
    #expect(watchlist.count <= 65_536 && watchlist.byteCount <= 27_000_000)
    #expect(watchlist.takeAlarms().map(\.kind).contains(.tableFull))
  }

  @Test("so is one behind 10,000 relays") func manyRelays() {
    var watchlist = Watchlist(policy: .standard)
    let found = flooded(&watchlist, routers: 10_000, giaddrs: 10_000)
    #expect(found?.subject.words == "\(someone) via 10.0.0.0 behind 02:00:00:00:aa:00")
    #expect(watchlist.count <= 65_536 && watchlist.byteCount <= 27_000_000)
  }

  @Test("batches and speed do not matter behind relays either") func parts() {
    var generator = SeededRandom(seed: 13)
    let arrivals = (0..<20_000).map { number in
      let router = MACAddress(bits: 0x0200_0000_aa00 + .random(in: 0..<3, using: &generator))
      let client = stranger(.random(in: 0...Int.random(in: 0..<400, using: &generator), using: &generator))
      let isRouted = number % 5 == 0
      var one = message(
        router, number % 7 == 0 ? .decline : .request, chaddr: client,
        giaddr: isRouted ? 0 : 0x0a00_0001 + .random(in: 0..<2, using: &generator), hops: isRouted ? 0 : 1,
        port: isRouted ? 68 : 67, address: isRouted ? 0x0a09_0001 : 0, isRouted: isRouted)
      one.transaction = .random(in: 0..<40, using: &generator)
      one.fingerprint = .random(in: 0..<9, using: &generator)
      one.line = .random(in: 0..<9, using: &generator)
      return Arrival(message: one, at: epoch + .microseconds(number * 2100))
    }
    let policy = Policy(ban: .seconds(2), capacity: 300)
    // Which copies are remembered depends on the key, as nobody is to choose whose place a message takes.
    let seed = UInt64.random(in: .min ... .max)
    var watchlist = Watchlist(policy: policy, seed: seed)
    let expected = arrivals.compactMap { watchlist.note($0.message, at: $0.at) }
    #expect(expected.count > 50 && expected.contains(where: \.isBehind))
    for part in [1, 64, 20_000] {
      var hindsight = OfflineDetector(policy: policy, seed: seed)
      var found: [Finding] = []
      for start in stride(from: 0, to: arrivals.count, by: part) {
        found += hindsight.note(contentsOf: Array(arrivals[start..<min(start + part, arrivals.count)]))
      }
      #expect(found == expected, "seed \(seed)")
    }
  }

  @Test("clients are tallied exactly by giaddr and chaddr, routed renewals with the first giaddr")
  func tally() {
    var generator = SeededRandom(seed: 14)
    var hindsight = OfflineDetector(policy: .standard)
    var expected: [String: Int] = [:]
    for number in 0..<5000 {
      let client = stranger(.random(in: 0..<300, using: &generator))
      let giaddr = UInt32.random(in: 1..<3, using: &generator)
      hindsight.note(
        message(someone, chaddr: client, giaddr: giaddr, hops: 1, port: 67), at: epoch + .milliseconds(number)
      )
      expected["\(client) \(giaddr)", default: 0] += 1
    }
    let clients = hindsight.clients.busiest(10_000)[0] ?? []
    #expect(clients.count == expected.count && hindsight.clients.counts == [0: clients.count])
    for client in clients {
      #expect(expected["\(client.chaddr?.mac ?? .zero) \(client.giaddr.bits)"] == client.messages)
    }
    #expect(clients.map(\.messages) == clients.map(\.messages).sorted(by: >))
  }
}
