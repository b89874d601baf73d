import Foundation
import TestKit
import Testing

/// What a bridge's port lets in of tagged frames: with the bridge alone, and under a daemon.
@Suite("The filter of tagged frames", .serialized, .enabled(if: Tool.isPrivate))
struct VLANFilterTests {
  private static let table = "bridge dhcpward_vlan_port0"

  private static func listing() -> String {
    (try? Tool.run(["nft", "list", "table"] + table.split(separator: " ").map(String.init))) ?? ""
  }

  /// Once that is so; what there is after 10 s else.
  private static func listing(when isSo: (String) -> Bool) -> String {
    let deadline = Date() + 10
    while !isSo(listing()), Date() < deadline { usleep(5000) }
    return listing()
  }

  // The kernel's own test of that is RulesetVLANTests.
  private func expectDropped(_ host: CommandHost, _ count: Int) throws {
    try host.flood("-r 1000 -n 3 -v 7")
    let listing = Self.listing { $0.contains("packets \(count) ") }
    #expect(listing.contains("counter packets \(count) "), "\(listing)")
  }

  @Test("it comes with `bridge up` and goes with `bridge down`, blocks or none; once more is nothing to do")
  func alone() throws {
    let host = try CommandHost()
    let before = try host.picture()
    let printed = try Program.succeed("bridge up --port port0 --dry-run")
    #expect(printed.contains("drop what comes in by port0 with the tag of a VLAN\n"))
    try Program.succeed("bridge up --port port0")
    let again = try Program.run("bridge up --port port0")
    #expect(again.complaint.contains("nothing to do"))
    try expectDropped(host, 3)
    try Program.succeed("block \(CommandHost.flooder) --interface port0")
    try Program.succeed("unblock --all")
    try expectDropped(host, 6)
    try Tool.run(["nft", "flush", "chain", "bridge", "dhcpward_vlan_port0", "tagged"])
    #expect(try Program.succeed("bridge up --port port0").contains("drop what comes in by port0"))
    try expectDropped(host, 3)
    try Program.succeed("bridge down --port port0")
    #expect(try host.difference(before) == [])
  }

  @Test("what is left of a bridge that somebody deleted goes with `bridge down`")
  func leftover() throws {
    let host = try CommandHost()
    try Program.succeed("bridge up --port port0")
    try Tool.ip("link delete br0")
    #expect(try Program.succeed("bridge down --port port0 --dry-run").contains("delete table \(Self.table)"))
    try Program.succeed("bridge down --port port0")
    #expect(Self.listing().isEmpty)
    #expect(try Program.run("bridge down --port port0").status == 69)
    withExtendedLifetime(host) {}
  }

  @Test("a daemon puts it back, has it follow the VLAN devices on the bridge, and takes it away in the end")
  func daemon() throws {
    let host = try CommandHost()
    let before = try host.picture()
    let daemon = try Daemon().guarding()
    #expect(Self.listing().contains("vlan id != 0 jump tagged"))
    try nft("flush ruleset")
    #expect(try daemon.says("somebody took the VLAN filter of port0 away: put back"))
    #expect(Self.listing().contains("vlan id != 0 jump tagged"))
    // Not every kernel has VLAN devices (CONFIG_VLAN_8021Q); the stock ones have.
    if (try? Tool.ip("link add link br0 name br0.20 type vlan id 20")) != nil {
      #expect(try daemon.says("br0 has devices for VLAN 20 now"))
      #expect(Self.listing { $0.contains("vlan id 20 return") }.contains("vlan id 20 return"))
      try Tool.ip("link delete br0.20")
      #expect(try daemon.says("br0 has devices for no VLAN now"))
    }
    #expect(daemon.stop() == 0)
    #expect(try host.difference(before) == [])
  }
}
