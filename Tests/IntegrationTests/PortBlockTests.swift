import Foundation
import TestKit
import Testing

@Suite("Blocks at one port", .serialized, .enabled(if: Namespace.isPrivate))
struct PortBlockCommandTests {
  private static let victim = CommandHost.flooder

  @Test(
    "a source that is blocked at one port passes at another, and goes on being forwarded there",
    arguments: ["nftables", "ebtables"])
  func passing(dialect: String) throws {
    let host = try PortHost()
    for guest in [0, 2] {
      try host.guests[guest].run("ip", "link", "set", "eth0", "address", Self.victim)
    }
    #expect(host.reaches("192.0.2.1", from: 0))
    #expect(
      try Program.succeed("block \(Self.victim) --port vnet3 --dialect \(dialect)")
        == "blocked \(Self.victim) (every frame) on hv0 at vnet3 only until unblocked\n")
    #expect(!host.reaches("192.0.2.1", from: 0))
    #expect(!host.reaches(PortHost.address(1), from: 0))
    #expect(host.reaches("192.0.2.1", from: 2))
    #expect(host.reaches(PortHost.address(1), from: 2))
    let block = try #require(try StatusJSON.read().blocks.first)
    #expect(block.port == "vnet3" && block.guest == "web1" && block.atPort && block.dialect == dialect)
    #expect(block.packets > 0)
    #expect(
      try Program.succeed("status").contains(
        ", behind vnet3, guest web1, only there; randomised or local address\n"))
    #expect(
      try Program.succeed("unblock \(Self.victim) --port vnet3") == "unblocked \(Self.victim) at vnet3\n")
    #expect(try CommandHost.ruleset() == [])
    // Of two with the same address the bridge sends to the one it heard last.
    let deadline = Date() + 10
    while !host.reaches(PortHost.address(1), from: 0) {
      try #require(Date() < deadline, "it never passes again")
    }
  }

  @Test(
    "without a port nothing of the source is forwarded between guests either, and unblock frees it everywhere"
  )
  func everywhere() throws {
    let host = try PortHost()
    #expect(host.reaches(PortHost.address(1), from: 0))
    try Program.succeed("block \(PortHost.mac(0)) --port vnet3")
    try Program.succeed("block \(PortHost.mac(0)) --port lan2")
    try Program.succeed("block \(PortHost.mac(0)) --interface hv0")
    #expect(try StatusJSON.read().blocks.map(\.atPort) == [false, true, true])
    try Program.succeed("unblock \(PortHost.mac(0)) --port vnet3")
    #expect(try StatusJSON.read().blocks.map(\.atPort) == [false, true])
    #expect(!host.reaches(PortHost.address(1), from: 0))
    try Program.succeed("unblock \(PortHost.mac(0))")
    #expect(host.reaches(PortHost.address(1), from: 0))
    #expect(try CommandHost.ruleset() == [])
  }

  @Test(
    "a port that is none of that bridge is refused, and nothing is changed",
    arguments: [
      ("--port lo", "use an existing bridge"),
      ("--port nowhere", "use nowhere: no such interface"),
      ("--port nowhere --interface hv0", "there is no interface nowhere"),
      ("--port lo --interface hv0", "lo is no port of hv0"),
      ("--port vnet3 --interface hv0 --mode netdev", "mode netdev guards the one port"),
    ])
  func refused(words: String, says: String) throws {
    let host = try PortHost()
    let answer = try Program.run("block \(Self.victim) \(words) --dry-run")
    withExtendedLifetime(host) {}
    #expect(answer.status == 69)
    #expect(answer.complaint.contains(says), "\(answer.complaint)")
    #expect(try Program.run("block \(Self.victim) \(words)").status == 69)
    #expect(try CommandHost.ruleset() == [])
  }

  @Test("the daemon with --at-port lets a framed victim behind another port go on")
  func framed() throws {
    let host = try PortHost()
    try host.guests[2].run("ip", "link", "set", "eth0", "address", Self.victim)
    let daemon = try Daemon("--interface hv0 --at-port").guarding()
    try host.flood("-r 500 -n 100", from: 0, as: Self.victim)
    #expect(
      try daemon.says(
        "blocked \(Self.victim) for 5 min, behind vnet3, guest web1, only there: 20 messages in 5 s"))
    let element = try #require(try BlockedSet.elements("blocked_dhcp_at_port").first)
    #expect(element.mac == Self.victim && element.port == "vnet3" && element.timeout == 300)
    #expect(element.packets >= 30)
    #expect(host.reaches("192.0.2.1", from: 2))
    usleep(1_100_000)
    // The victim's own messages come through, and are no reason to block it at its port.
    try host.flood("-r 50 -n 10", from: 2, as: Self.victim)
    #expect(try BlockedSet.elements("blocked_dhcp_at_port").map(\.port) == ["vnet3"])
    // Until it floods itself: then both are blocked, each at its own port.
    try host.flood("-r 200 -n 40", from: 2, as: Self.victim)
    #expect(try daemon.says("blocked \(Self.victim) for 5 min, behind lan2, only there: "))
    #expect(try BlockedSet.elements("blocked_dhcp_at_port").map(\.port) == ["lan2", "vnet3"])
    #expect(daemon.stop() == 0)
    #expect(try CommandHost.ruleset() == [])
  }

  @Test("--at-port is refused where there is one port only")
  func onePort() throws {
    let host = try CommandHost()
    let before = try host.picture()
    let answer = try Program.run("watch --interface port0 --at-port --mode bridge")
    #expect(answer.status == 69)
    #expect(answer.complaint.contains("mode bridge guards one port only; leave --at-port away"))
    #expect(try host.difference(before) == [])
  }
}
