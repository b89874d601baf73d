import Foundation
import TestKit
import Testing

@Suite(
  "Clients behind a relay, blocked by the commands and the daemon", .serialized,
  .enabled(if: Namespace.isPrivate))
struct ClientBlockTests {
  private let client = "--client 02:00:00:00:00:c1 --via 10.9.0.1"
  private let name = "02:00:00:00:00:c1 via 10.9.0.1 behind 02:00:00:00:00:aa"

  /// The elements of the client, of which two are a block.
  private func elements() throws -> Int {
    let listing = try Tool.answer(["nft", "list", "set", "netdev", "dhcpward", "blocked_clients"]).output
    return listing.components(separatedBy: "0x200000000c1").count - 1
  }

  private func waits(for count: Int) throws -> Bool {
    let start = Date()
    while try elements() != count, Date() < start + ReconcileHost.allowance / 1000 + 5 { usleep(500) }
    return try elements() == count
  }

  @Test("without a daemon: blocked by the way to its relay, listed, unblocked, and nothing is left")
  func command() throws {
    let host = try CommandHost()
    defer { withExtendedLifetime(host) {} }
    let place = "--interface port0 --mode netdev"
    let lost = try Program.run("block \(client) \(place)")
    #expect(lost.status == 69 && lost.complaint.contains("--router"), "\(lost.complaint)")
    #expect(
      try Program.succeed("block \(client) --router 02:00:00:00:00:aa \(place) --for 10m").contains(name))
    #expect(try elements() == 2)
    let status = try Program.succeed("status --json")
    #expect(
      status.contains(
        #""client":{"chaddr":"02:00:00:00:00:c1","router":"02:00:00:00:00:aa","via":"10.9.0.1"}"#))
    #expect(status.contains(#""mac":null"#))
    #expect(try Program.run("unblock 02:00:00:00:00:aa").complaint.contains("it was not blocked"))
    #expect(try elements() == 2)
    #expect(try Program.succeed("unblock \(client)") == "unblocked \(name)\n")
    #expect(try CommandHost.ruleset() == [])
  }

  @Test("the daemon puts both halves back, whoever takes one or all away, and once it was killed")
  func daemon() throws {
    let host = try CommandHost()
    let settings = try SettingsOnDisk("[interface.port0]\nmode = \"netdev\"\n")
    let first = try settings.daemon()
    try Program.succeed("block \(client) --router 02:00:00:00:00:aa --for 10m")
    #expect(try first.says("blocked \(name) by hand"))
    #expect(try elements() == 2)
    try nft("flush ruleset")
    #expect(try waits(for: 2), "\(first.log)")
    try nft("delete element netdev dhcpward blocked_clients { 02:00:00:00:00:aa . 0x0 . 0x200000000c1 }")
    #expect(try waits(for: 2), "\(first.log)")
    first.send(SIGKILL)
    #expect(first.ended() == -SIGKILL)
    try nft("flush ruleset")
    let second = try settings.daemon()
    #expect(try waits(for: 2), "\(second.log)")
    try Program.succeed("unblock \(client)")
    #expect(try second.says("unblocked \(name)"))
    #expect(try elements() == 0)
    #expect(second.stop() == 0)
    #expect(try CommandHost.ruleset() == [])
    withExtendedLifetime(host) {}
  }
}
