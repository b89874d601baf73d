import Foundation
import TestKit
import Testing

/// `block` and `unblock`: what the kernel then lists, and what then passes.
@Suite("Blocking by hand", .serialized, .enabled(if: Namespace.isPrivate))
struct CommandBlockTests {
  @Test(
    "several at once, with what they stand in still to be built, all come to their end",
    arguments: ["bridge", "xdp"])
  func atOnce(mode: String) throws {
    let host = try CommandHost()
    let before = try host.picture()
    let macs = (1...4).map { "02:00:00:00:01:0\($0)" }
    let outputs = macs.map { _ in Pipe() }
    let runs = try zip(macs, outputs).map { mac, output in
      try Tool.start(
        [Program.dhcpward, "block", mac, "--interface", "port0", "--mode", mode], output: output)
    }
    #expect(runs.map(\.terminationStatus) == [0, 0, 0, 0])
    withExtendedLifetime(outputs) {}
    #expect(try StatusJSON.read().blocks.map(\.mac) == macs)
    try Program.succeed("unblock --all")
    if mode == "bridge" { try Program.succeed("bridge down --port port0") }
    #expect(try host.difference(before) == [])
  }

  @Test(
    "nft lists what was meant: both addresses, in the set of the scope, with their time",
    arguments: [("dhcp", "blocked_dhcp"), ("all", "blocked_all"), ("802.3", "blocked_802_3")])
  func listing(scope: String, set: String) throws {
    let host = try CommandHost()
    let before = try host.picture()
    let both = "\(CommandHost.flooder) \(CommandHost.other)"
    let said = try Program.succeed("block \(both) --for 10m --scope \(scope) --interface port0 --mode bridge")
    #expect(said.split(separator: "\n").count == 2)
    let elements = try BlockedSet.elements(set)
    #expect(elements.map(\.mac) == [CommandHost.other, CommandHost.flooder])
    #expect(elements.allSatisfy { $0.timeout == 600 && (590...600).contains($0.expires ?? 0) })
    #expect(elements.allSatisfy { $0.comment?.hasSuffix("blocked by hand") == true })
    let ruleset = try CommandHost.rulesetOfBlocks()
    #expect(ruleset.count { $0.contains("ether saddr @\(set) drop") } == 1)
    // And that of the host's own address, where DHCP is found.
    #expect(ruleset.count { $0.contains("drop") } == (scope == "dhcp" ? 2 : 1))
    #expect(ruleset.count { $0.hasPrefix("table ") } == 1)

    try Program.succeed("unblock \(CommandHost.other)")
    #expect(try BlockedSet.elements(set).map(\.mac) == [CommandHost.flooder])
    try Program.succeed("unblock --all")
    #expect(try CommandHost.rulesetOfBlocks() == [])
    try Program.succeed("bridge down --port port0")
    #expect(try host.difference(before) == [])
  }

  @Test("each scope stops what it says and nothing else", arguments: ["dhcp", "all", "802.3"])
  func effect(scope: String) throws {
    let host = try CommandHost()
    try Program.succeed("block \(CommandHost.peerAddress) --scope \(scope) --interface port0 --mode bridge")
    #expect(scope == "all" ? host.ignores("192.0.2.1") : host.isReachable)
    let set = "blocked_\(scope == "802.3" ? "802_3" : scope)"
    let before = try BlockedSet.elements(set).first?.packets ?? 0
    try host.flood("-n 25 -r 1000", from: CommandHost.peerAddress)
    let dropped = try BlockedSet.elements(set).first?.packets ?? 0
    #expect(scope == "802.3" ? dropped == 0 : dropped - before >= 25)
    #expect(try StatusJSON.read().blocks.first?.packets ?? 0 >= dropped)
    try Program.succeed("unblock \(CommandHost.peerAddress)")
    #expect(host.isReachable)
  }

  @Test("a block with a time ends by itself, and blocking again gives it a new one")
  func timeout() throws {
    let host = try CommandHost()
    try Program.succeed("block \(CommandHost.peerAddress) --for 3s --interface port0 --mode bridge")
    #expect(host.ignores("192.0.2.1"))
    let deadline = Date() + 8
    while !host.answers("192.0.2.1") { try #require(Date() < deadline, "it never ended") }
    #expect(try BlockedSet.elements("blocked_all") == [])
    try Program.succeed("block \(CommandHost.flooder) --for 10m")
    try Program.succeed("block \(CommandHost.flooder) --for 1h")
    #expect(try BlockedSet.elements("blocked_all").map(\.timeout) == [3600])
    try Program.succeed("block \(CommandHost.flooder)")
    #expect(try BlockedSet.elements("blocked_all").map(\.timeout) == [nil])
  }

  @Test(
    "ebtables lists what was meant, and lists nothing after unblock", arguments: ["dhcp", "all", "802.3"])
  func ebtables(scope: String) throws {
    let host = try CommandHost()
    let before = try host.picture()
    let macs = [CommandHost.flooder, CommandHost.other]
    try Program.succeed(
      "block \(macs.joined(separator: " ")) --scope \(scope) --interface port0 --dialect ebtables")
    let rules = try Tool.run(["ebtables", "-L", "DHCPWARD", "--Lmac2"]).split(separator: "\n")
    for mac in macs {
      let its = rules.filter { $0.contains("-s \(mac)") && $0.contains("-j DROP") }.map(String.init)
      switch scope {
      case "all": #expect(its.count == 1 && !its[0].contains("-p "))
      case "802.3": #expect(its.count == 1 && its[0].contains("-p Length"))
      default:
        #expect(its.count == 4)
        #expect(its.contains { $0.contains("-p 802_1Q") } && its.contains { $0.contains("-p S-TAG") })
        #expect(its.contains { $0.contains("-p IPv4") && $0.contains("--ip-dport 67") })
        #expect(its.contains { $0.contains("-p IPv6") && $0.contains("--ip6-dport 547") })
      }
    }
    for chain in ["INPUT", "FORWARD"] {
      #expect(try Tool.run(["ebtables", "-L", chain]).contains("-j DHCPWARD"))
    }
    #expect(try StatusJSON.read().blocks.map(\.dialect) == ["ebtables", "ebtables"])
    try Program.succeed("unblock --all")
    try Program.succeed("bridge down --port port0")
    #expect(try host.difference(before) == [])
  }

  @Test("an ebtables block keeps the source's frames from the host")
  func ebtablesEffect() throws {
    let host = try CommandHost()
    try Program.succeed("block \(CommandHost.peerAddress) --interface port0 --dialect ebtables")
    #expect(host.ignores("192.0.2.1"))
    try Program.succeed("unblock --all")
    #expect(host.isReachable)
  }

  @Test(
    "on a bridge that is there, nothing of a blocked source is forwarded",
    arguments: ["nftables", "ebtables"])
  func forwarding(dialect: String) throws {
    let host = try CommandHost()
    let guest = try Namespace()
    try guest.connect("guest0", to: "eth0")
    try guest.run("ip", "address", "add", "192.0.2.3/24", "dev", "eth0")
    for words in ["add name br1 type bridge", "set br1 up", "set port0 master br1", "set guest0 master br1"] {
      try Tool.ip("link \(words)")
    }
    #expect(host.answers("192.0.2.3"))
    let before = try host.picture()
    try Program.succeed("block \(CommandHost.peerAddress) --interface port0 --dialect \(dialect)")
    #expect(host.ignores("192.0.2.3"))
    #expect(try StatusJSON.read().bridge == nil)
    try Program.succeed("unblock --all")
    #expect(host.answers("192.0.2.3"))
    #expect(try host.difference(before) == [])
  }
}
