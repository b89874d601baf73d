import Foundation
import TestKit
import Testing

/// Group addresses and zero are nobody's source: a bridge lets none in, and at a port's ingress rules do what it does. A
/// host's own address is nobody's on the way in.
@Suite("DHCP from nobody's addresses", .serialized, .enabled(if: Namespace.isPrivate))
struct GroupSourceTests {
  private static let nobody = ["03:00:00:00:00:99", "00:00:00:00:00:00"]
  private let host: CommandHost

  init() throws {
    host = try CommandHost()
    for name in ["all", "port0"] {
      try "0".write(toFile: "/proc/sys/net/ipv4/conf/\(name)/rp_filter", atomically: false, encoding: .utf8)
    }
    // Where the sockets are.
    try nft("table ip probe { chain input { type filter hook input priority 0; udp dport 67 counter; }; }")
  }

  /// How many of so many messages reach where the sockets are.
  private func reaching(from mac: String, _ count: Int = 50) throws -> Int {
    let before = try number(after: "packets ", in: Tool.run(["nft", "list", "table", "ip", "probe"]))
    try host.flood("-r 1000 -n \(count)", from: mac)
    usleep(200_000)
    return Int(try number(after: "packets ", in: Tool.run(["nft", "list", "table", "ip", "probe"])) - before)
  }

  @Test("a bare port hands them up, a bridge does not", arguments: [false, true])
  func kernel(isBridged: Bool) throws {
    if isBridged {
      for words in [
        "link add br9 type bridge stp_state 0 forward_delay 0", "link set br9 up",
        "link set port0 master br9",
        "address add 192.0.2.9/24 dev br9",
      ] { try Tool.ip(words) }
    }
    defer { _ = try? Tool.ip("link delete br9") }
    for mac in Self.nobody { #expect(try reaching(from: mac) == (isBridged ? 0 : 50)) }
    for mac in try [CommandHost.other, own()] { #expect(try reaching(from: mac) == 50) }
  }

  @Test(
    "guarded, no mode lets any reach a UDP socket",
    arguments: [
      "bridge", "existing", "broute-raw", "broute-udp", "netdev", "netdev --scope all", "netdev --guard",
    ])
  func guarded(mode: String) throws {
    if mode == "existing" {
      for words in ["link add br9 type bridge", "link set port0 master br9", "link set br9 up"] {
        try Tool.ip(words)
      }
    }
    defer { _ = try? Tool.ip("link delete br9") }
    let daemon = try Daemon("--interface \(mode == "existing" ? "br9" : "port0") --mode \(mode)")
    // A kernel without broute refuses.
    guard try daemon.says("blocking at") else {
      #expect(mode.hasPrefix("broute") && daemon.ended() == 69, "\(daemon.log)")
      return try EffectivenessMachine.expectRefused(mode, "nftables", daemon.log)
    }
    for mac in Self.nobody + (mode.contains("all") ? [] : [try own()]) {
      #expect(try reaching(from: mac) == 0)
    }
    // A guest of the same bridge, behind another port, or whoever else.
    #expect(try reaching(from: CommandHost.other, 10) == 10)
    if mode == "netdev" {
      let rules = try Tool.run(["nft", "list", "chain", "netdev", "dhcpward", "dhcp"])
      #expect(rules.split(separator: "counter packets 50 ").count == 3, "\(rules)")
      #expect(try daemon.says("alarm own-address \(own())"))
      #expect(try daemon.says("(own): 20 messages in 5 s; rules drop what comes in from it"))
    }
    #expect(daemon.stop() == 0)
  }

  @Test("the set follows the address of what is guarded", arguments: ["bridge", "netdev"])
  func followed(mode: String) throws {
    let daemon = try Daemon("--interface port0 --mode \(mode)").guarding()
    let (old, new) = (try own(), "02:00:00:00:00:77")
    try Tool.ip("link set port0 address \(new)")
    #expect(try daemon.says(" now: DHCP that comes in from it is dropped"), "\(daemon.log)")
    #expect(try reaching(from: new) == 0)
    // A bridge keeps the address that it was built with.
    if mode == "netdev" { #expect(try reaching(from: old, 10) == 10) }
    try nft("flush set \(mode) dhcpward own")
    #expect(try daemon.says("put back"), "\(daemon.log)")
    #expect(try reaching(from: new) == 0)
    #expect(daemon.stop() == 0)
    try Tool.ip("link set port0 address \(old)")
    #expect(try CommandHost.ruleset().filter { !$0.contains("probe") }.allSatisfy { !$0.contains("own") })
  }

  private func own() throws -> String {
    let link = try Tool.ip("-o link show dev port0")
    return String(try #require(link.firstMatch(of: #/link\/ether ([0-9a-f:]+)/#)?.output.1))
  }
}
