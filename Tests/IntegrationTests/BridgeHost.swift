import Foundation
import Host
import Plans
import TestKit
import Testing
import Wire

/// The machine under test: `port0` with everything a host can have on it, a peer at its other end, and `side0`
/// for multipath routes.
final class BridgeHost {
  let peer: Namespace
  let applier: Applier
  let bridge: Bridge

  init(rich: Bool = true, mtu: Int = 9000) throws {
    Self.cleanUp()
    peer = try Namespace()
    try peer.connect("port0", to: "peer0", mtu: mtu, address: "02:00:00:00:00:01")
    try peer.connect("side0", to: "peer1")
    applier = try Applier()
    bridge = Bridge(
      name: try #require(InterfaceName("br0")), port: try #require(InterfaceName("port0")),
      address: MACAddress("02:00:00:00:00:01"), origin: .hand)
    try peer.run("ip", "address", "add", "192.0.2.2/24", "dev", "peer0")
    try peer.run("ip", "address", "add", "2001:db8::2/64", "dev", "peer0", "nodad")
    try Tool.ip("address add 192.0.2.1/24 broadcast 192.0.2.255 dev port0")
    try Tool.ip("address add 2001:db8::1/64 dev port0 nodad")
    if rich { try enrich() }
    // The kernel's own link-local address is tentative for a second or two; comparing must not see it settle.
    try settle()
  }

  deinit { Self.cleanUp() }

  static func cleanUp() {
    // Most of it is not there.
    let links = ["br0", "port0", "side0", "macvlan0"].map { "link delete \($0)" }
    let words = links + ["rule delete pref 100", "route delete blackhole 10.27.0.0/16"]
    _ = try? Tool.answer(["ip", "-force", "-batch", "-"], input: words.joined(separator: "\n") + "\n")
    _ = try? Tool.ip("-6 rule delete pref 100")
  }

  private func enrich() throws {
    // A secondary, a labelled one, lifetimes, a far end, no route of its own, a metric, a narrower scope; then routes.
    try Self.batch(
      """
      address add 192.0.2.11/24 dev port0
      address add 192.0.2.12/24 dev port0 label port0:web
      address add 198.51.100.1/25 dev port0 valid_lft 5000 preferred_lft 4000
      address add 10.1.0.1 peer 10.1.0.2/32 dev port0
      address add 10.2.0.1/16 dev port0 noprefixroute
      address add 10.3.0.1/16 dev port0 metric 77
      address add 10.4.0.1/32 dev port0 scope link
      address add 203.0.113.1/24 dev side0
      route add default via 192.0.2.254 dev port0 proto dhcp src 192.0.2.1 metric 100
      route add default via 192.0.2.253 dev port0 metric 200 mtu lock 1400 initcwnd 20
      route add 10.2.0.0/16 dev port0 proto kernel scope link src 10.2.0.1 metric 100
      route add 10.20.0.1 dev port0 scope link
      route add 10.20.0.0/16 via 10.20.0.1 dev port0
      route add 10.21.0.0/16 via 10.99.0.1 dev port0 onlink
      route add 10.22.0.0/16 tos 0x10 via 192.0.2.9 dev port0
      route add 10.23.0.0/16 nexthop via 192.0.2.8 dev port0 weight 3 nexthop via 203.0.113.8 dev side0
      route add 10.24.0.0/16 via inet6 fe80::1 dev port0
      route add default via 192.0.2.251 dev port0 table 100
      route add 10.25.0.0/16 dev port0 table 1000 proto 99
      route add local 10.26.0.0/16 dev port0 table local proto static scope host
      route add blackhole 10.27.0.0/16
      neighbour add 192.0.2.77 lladdr 02:00:00:00:00:77 dev port0 nud permanent
      rule add pref 100 fwmark 5 table 100
      """)
    try Self.batch(
      """
      address add 2001:db8::11/64 dev port0
      address add 2001:db8:1::1/64 dev port0 valid_lft 5000 preferred_lft 4000
      address add 2001:db8:2::1 peer 2001:db8:2::2/128 dev port0 nodad
      address add 2001:db8:3::1/64 dev port0 noprefixroute nodad
      address add 2001:db8:ffff::1/64 dev side0 nodad
      route add default via fe80::1 dev port0 proto ra metric 1024 expires 1800 pref high
      route add 2001:db8:10::/48 via 2001:db8::2 dev port0 mtu 1300
      route add 2001:db8:11::/48 dev port0 table 100 metric 5
      route add 2001:db8:12::/48 nexthop via fe80::8 dev port0 weight 2 nexthop via fe80::9 dev side0
      route add 2001:db8:13::/48 nexthop via fe80::8 dev port0 nexthop via fe80::a dev port0
      neighbour add 2001:db8::77 lladdr 02:00:00:00:00:77 dev port0 router nud permanent
      rule add pref 100 fwmark 5 table 100
      """, "-6")
  }

  // One process for many changes: on an emulated machine each costs a good deal.
  private static func batch(_ lines: String, _ family: String...) throws {
    try Tool.run(["ip"] + family + ["-batch", "-"], input: lines + "\n")
  }

  private func settle() throws {
    let deadline = Date() + 10
    while try Tool.ip("-6 address show tentative").contains("tentative") {
      guard Date() < deadline else { throw ToolFailure(words: "addresses stay tentative") }
      usleep(20_000)
    }
  }

  func up() throws { try applier.apply(try BridgePlanner.up(bridge, network: try applier.network())) }

  func down() throws { try applier.apply(try BridgePlanner.down(bridge, network: try applier.network())) }

  /// All that must be as before, in the words of ip(8): the oracle.
  func picture() throws -> [String] {
    try [
      "-d address show", "-4 route show table all", "-6 route show table all", "neighbour show nud permanent",
      "rule show", "-6 rule show",
    ].flatMap { words in
      var lines = try Tool.ip(words).split(separator: "\n").map { Self.steady(String($0)) }
      // Routes of equal rank are listed as they were added; addresses keep their order.
      if words.contains("route") || words.contains("neigh") { lines.sort() }
      if words.contains("address") { lines = Self.byInterface(lines) }
      return ["# ip \(words)"] + lines
    }
  }

  // Linux before 6.6 lists interfaces by their index modulo 256, which is nobody's business.
  private static func byInterface(_ lines: [String]) -> [String] {
    var blocks: [(index: Int, lines: [String])] = []
    for line in lines {
      if let index = line.firstMatch(of: #/^(\d+): /#).flatMap({ Int($0.output.1) }) {
        blocks.append((index, [line]))
      } else if !blocks.isEmpty {
        blocks[blocks.count - 1].lines.append(line)
      }
    }
    return blocks.sorted { $0.index < $1.index }.flatMap(\.lines)
  }

  /// What is there now and was not in that picture, or was and is not; the order counts where it must.
  func difference(_ before: [String]) throws -> [String] {
    var now = try picture()
    // An older kernel says up to a second late that a bridge has a carrier.
    for _ in 0..<30 where now != before {
      usleep(50_000)
      now = try picture()
    }
    guard now != before else { return [] }
    let lines = now.difference(from: before).map { "\($0)" }
    return lines.isEmpty ? ["another order"] : lines
  }

  /// All is as in that picture.
  func expect(_ before: [String], _ location: SourceLocation = #_sourceLocation) throws {
    let difference = try difference(before)
    #expect(difference == [], sourceLocation: location)
  }

  /// The same, whatever index a new bridge gets.
  func pictureWithoutIndexes() throws -> [String] {
    for _ in 0..<30 where try Tool.ip("link show").contains("NO-CARRIER") { usleep(50_000) }
    return try picture().map { $0.replacing(#/^\d+: /#, with: "") }
  }

  // Seconds run on, and the carrier's history is not the network's state.
  private static func steady(_ line: String) -> String {
    var line = line.replacing(#/expires \d+sec/#, with: "expires Nsec").replacing(
      #/(valid|preferred)_lft \d+sec/#
    ) {
      "\($0.output.1)_lft Nsec"
    }
    line = line.replacing(#/_timer +[\d.]+/#, with: "_timer N")
    for state in [" linkdown", " dead"] { line = line.replacing(state, with: "") }
    // Linux 6.1 turns a new bridge's `state UNKNOWN` into `state UP` late; the flags tell both.
    line = line.replacing(" state UNKNOWN", with: " state UP")
    return line.trimmingCharacters(in: .whitespaces)
  }
}
