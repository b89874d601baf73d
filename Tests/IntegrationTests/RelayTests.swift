import Foundation
import TestKit
import Testing

/// Behind real relays: the client that floods is dropped, and nobody else.
@Suite("Behind a relay", .serialized, .enabled(if: Namespace.isPrivate))
struct RelayTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let relay: RelayLAN.Relay
    let mode: String
    var words: String {
      mode == "existing" ? "--interface virbr0 --mode existing" : "--interface port0 --mode \(mode)"
    }
    var testDescription: String { "\(relay), mode \(mode)" }
  }

  static let cases = [
    Case(relay: .dhcrelay, mode: "netdev"), Case(relay: .dhcrelay, mode: "bridge"),
    Case(relay: .dnsmasq, mode: "netdev"), Case(relay: .dhcrelay, mode: "existing"),
    Case(relay: .dhcrelay, mode: "xdp"),
  ]

  @Test(
    "the flooder's client is blocked, its neighbours are served and the relay is never blocked; it is unblocked, and its block ends",
    arguments: cases)
  func flood(_ one: Case) throws {
    let lan = try RelayLAN(one.relay, clients: 4)
    if one.mode == "existing" { try lan.buildBridge() }
    let daemon = try Daemon("\(one.words) --ban 10s").guarding()
    try lan.serve()
    #expect(try lan.served() == 4)
    #expect(lan.heard == 0)

    // Blocked while it floods, and the others are served meanwhile.
    let flood = try lan.startFlood(rate: 200, seconds: 5)
    #expect(try daemon.says("blocked \(RelayLAN.client)"))
    usleep(200_000)
    let heardAtBlock = lan.settled()
    #expect(try lan.served() == 4)
    let json = try Program.succeed("status --json")
    #expect(
      json.contains(
        #""client":{"chaddr":"\#(RelayLAN.flooder)","router":"\#(RelayLAN.router)","via":"10.9.0.1"}"#),
      "\(json)")
    #expect(
      try Program.succeed("explain \(RelayLAN.flooder)").contains("client \(RelayLAN.client): blocked until"))
    flood.waitUntilExit()
    let line = try #require(
      daemon.log.split(separator: "\n").first { $0.contains(" blocked \(RelayLAN.client)") })
    let delay = try number(after: "in force ", in: line)
    print("\(one.testDescription): in force after \(delay) ms; the server heard \(lan.settled()) of 1000")
    #expect(delay <= 100)
    // The twentieth trips; at 5 ms a message, 20 more are 100 ms.
    #expect((20...40).contains(heardAtBlock) && lan.settled() == heardAtBlock)

    // By hand it passes again at once, and a new flood is blocked again, for as long as it lasts.
    #expect(
      try Program.succeed("unblock --client \(RelayLAN.flooder) --via 10.9.0.1").contains(RelayLAN.client))
    try lan.flood(10, rate: 50)
    #expect(lan.settled() == heardAtBlock + 10)
    try lan.flood(100)
    let twice = lan.settled()
    #expect(twice <= heardAtBlock + 10 + 40)
    let deadline = Date() + 30
    while daemon.log.matches(of: #/ unblocked /#).count < 2, Date() < deadline { usleep(10_000) }
    #expect(try lan.flood(10, rate: 50) == 10 && lan.settled() == twice + 10)
    #expect(try lan.served() == 4)

    #expect(!daemon.log.contains("blocked \(RelayLAN.router)"), "\(daemon.log)")
    #expect(daemon.log.matches(of: #/ blocked /#).count == 2, "\(daemon.log)")
    #expect(!daemon.log.contains("alarm leaking") && !daemon.log.contains("failed"), "\(daemon.log)")
    #expect(daemon.stop() == 0)
    #expect(try CommandHost.ruleset() == [])
  }

  @Test(
    "in DHCPv6 the flooder is blocked by the names that its relay gives it, and its neighbour's messages arrive",
    arguments: ["netdev", "xdp"])
  func version6(mode: String) throws {
    let lan = try Relay6LAN()
    let daemon = try Daemon("--interface port0 --mode \(mode)").guarding()
    try lan.send(400, from: Relay6LAN.flooder)
    #expect(try daemon.says("blocked \(Relay6LAN.client)"))
    let (flooder, neighbour) = (lan.heard(Relay6LAN.flooder), lan.heard(Relay6LAN.neighbour))
    #expect((20...40).contains(flooder), "\(flooder)")
    try lan.send(50, from: Relay6LAN.flooder)
    try lan.send(5, from: Relay6LAN.neighbour, rate: 2)
    #expect(lan.heard(Relay6LAN.flooder) == flooder && lan.heard(Relay6LAN.neighbour) == neighbour + 5)
    let words = "--client \(Relay6LAN.flooder) --via 2001:db8:9::1"
    #expect(try Program.succeed("unblock \(words)") == "unblocked \(Relay6LAN.client)\n")
    try lan.send(10, from: Relay6LAN.flooder, rate: 20)
    #expect(lan.heard(Relay6LAN.flooder) == flooder + 10)
    #expect(!daemon.log.contains("alarm leaking") && !daemon.log.contains("failed"), "\(daemon.log)")
    #expect(daemon.stop() == 0)
  }

  @Test(
    "where no rule can be made for a client an alarm names it and says why, and nobody is blocked in its stead"
  )
  func unblockable() throws {
    let lan = try RelayLAN(.dhcrelay, clients: 2)
    let why = "ebtables matches no octets of a DHCP message"
    let daemon = try Daemon("--interface port0 --mode bridge --backend ebtables").guarding()
    try lan.serve()
    try lan.flood(400)
    #expect(
      try daemon.says("alarm exempt \(RelayLAN.client): 20 messages in 5 s; not blocked: \(why)"))
    #expect(lan.settled() == 400)
    #expect(try lan.served() == 2)
    #expect(!daemon.log.contains(" blocked "), "\(daemon.log)")
    #expect(try Program.succeed("status --json").contains(#""subject":"\#(RelayLAN.client)""#))
    #expect(daemon.stop() == 0)
  }
}
