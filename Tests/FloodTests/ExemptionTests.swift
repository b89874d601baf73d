import Flood
import Testing
import Wire

@Suite("Exemptions") struct ExemptionTests {
  @Test("nobody exempt is blocked or warned about, and each is reported once a ban length")
  func spared() {
    let exemptions = Exemptions(
      own: [stranger(1)], gateways: [stranger(2)], relays: [stranger(3)], allowed: [stranger(4)])
    var watchlist = Watchlist(policy: Policy(exemptions: exemptions))
    let expected: [(MACAddress, Spared)] = [
      (stranger(1), .own), (stranger(2), .gateway), (stranger(3), .relay), (stranger(4), .allowListed),
      (.zero, .zero), (.broadcast, .group), (MACAddress(bits: 0x0100_5e00_0001), .group),
      (MACAddress(bits: 0x5e_0001_05), .virtualRouter), (MACAddress(bits: 0x5e_0002_05), .virtualRouter),
    ]
    for (mac, reason) in expected {
      let found = watchlist.flood(message(mac), count: 3100, every: 0.1)
      #expect(found.map(\.number) == [20, 3020])
      #expect(
        found.allSatisfy {
          $0.finding.verdict == .spared(reason) && $0.finding.reason == "20 messages in 5 s"
        })
    }
    #expect(watchlist.blocked == 0)
  }

  @Test("exemptions may change while it runs") func changing() {
    var watchlist = Watchlist(policy: .standard)
    watchlist.exemptions.gateways.insert(someone)
    #expect(watchlist.flood(message(), count: 30, every: 0.1).map(\.finding.verdict) == [.spared(.gateway)])
    watchlist.exemptions.gateways.remove(someone)
    #expect(watchlist.flood(message(), count: 1, every: 0.1, from: 3).map(\.finding.verdict) == [.blocked])
  }

  @Test("the words are those of the reports") func words() {
    #expect(
      Spared.allCases.map(\.text) == [
        "relay", "router", "own", "gateway", "ssh session", "allow-listed", "group address", "zero address",
        "virtual router", "cannot be blocked", "address conflict", "brake",
      ])
  }
}

@Suite("Relays") struct RelayTests {
  private func verdicts(starvation: Policy.Starvation? = nil, _ messages: (Int) -> ClientMessage)
    -> [Finding.Verdict]
  {
    var watchlist = Watchlist(policy: Policy(starvation: starvation))
    return (0..<60).compactMap { watchlist.note(messages($0), after: Double($0) / 20)?.verdict }
  }

  @Test("a relay is spared by port 67, hops and another's chaddr") func ports() {
    let found = verdicts { message(chaddr: stranger($0 % 12), giaddr: 0x0a00_0001, hops: 1, port: 67) }
    #expect(found == [.spared(.relay)])
  }

  @Test("a relay is spared by relaying for many clients from port 67, hops or not") func many() {
    let found = verdicts(starvation: Policy.standard.starvation) {
      message(chaddr: stranger($0 % 50), giaddr: 0x0a00_0001, port: 67)
    }
    #expect(found == [.spared(.relay)])
  }

  @Test("a client that changes chaddr and forges giaddr is blocked, from any port but the server's")
  func forgedForMany() {
    for port in [UInt16(68), 1067] {
      let forged = { message(chaddr: stranger($0), giaddr: 0x0a00_0001, hops: 1, port: port) }
      #expect(verdicts(forged) == [.warned, .blocked])
      #expect(verdicts(starvation: Policy.standard.starvation, forged) == [.blocked])
    }
  }

  @Test("a RELAY-FORW from port 547 is a relay's, from another it is not") func version6() {
    #expect(verdicts { _ in message(someone, .relayForward, port: 547) } == [.spared(.relay)])
    #expect(verdicts { _ in message(someone, .relayForward, port: 546) } == [.warned, .blocked])
  }

  @Test("a relay over a threshold is spared, its busiest client named, and found by itself") func worst()
    throws
  {
    var watchlist = Watchlist(policy: .standard)
    let found = (0..<60).compactMap { number in
      let chaddr = number % 5 == 0 ? stranger(number) : someone
      let passed = message(stranger(9999), chaddr: chaddr, giaddr: 0x0a00_0001, hops: 1, port: 67)
      return watchlist.note(passed, after: Double(number) / 20)
    }
    #expect(found.map(\.verdict) == [.warned, .spared(.relay), .blocked])
    #expect(found.map(\.isBehind) == [true, false, true])
    #expect(found[1].reason == "20 messages in 5 s; its client 02:00:00:00:00:99 sent 16 of 20")
  }

  @Test("a client that forges giaddr is blocked") func forged() {
    #expect(verdicts { _ in message(giaddr: 0x0a00_0001) } == [.warned, .blocked])
    #expect(verdicts { _ in message(giaddr: 0x0a00_0001, hops: 1, port: 67) } == [.warned, .blocked])
    #expect(verdicts { _ in message(chaddr: stranger(1), giaddr: 0x0a00_0001) } == [.warned, .blocked])
  }

  @Test("changing chaddr without giaddr is no relay") func starvation() {
    #expect(verdicts { message(chaddr: stranger($0), hops: 1, port: 67) } == [.warned, .blocked])
  }

  @Test("a relay that mostly sends for itself is blocked") func minority() {
    let found = verdicts { number in
      number % 3 == 0 ? message(chaddr: stranger(1), giaddr: 0x0a00_0001, hops: 1, port: 67) : message()
    }
    #expect(found == [.warned, .blocked])
  }
}
