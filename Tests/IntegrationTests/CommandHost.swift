import Foundation
import TestKit
import Testing
import Wire

/// The server's host, with a picture of all that must be as it was.
final class CommandHost {
  /// The flooder of every test.
  static let flooder = "02:00:00:00:00:99"
  /// Another one.
  static let other = "02:00:00:00:00:98"
  /// The peer's own address.
  static let peerAddress = "02:00:00:00:00:02"

  let host: BridgeHost
  var peer: Namespace { host.peer }

  init(rich: Bool = false) throws {
    try Self.wipe()
    // Without duplicate detection the kernel's link-local addresses are settled at once; the bridge's own tests
    // have it.
    try Self.detectDuplicates(false)
    host = try BridgeHost(rich: rich)
    try peer.run("ip", "link", "set", "peer0", "address", Self.peerAddress)
    try settle()
  }

  // The kernel adds an IPv6 address's own route from a work queue, on a busy machine much later.
  private func settle() throws {
    let deadline = Date() + 10
    while true {
      let addresses = try Tool.ip("-6 -o address show").split(separator: "\n").compactMap { line in
        line.firstMatch(of: #/inet6 ([0-9a-f:]+)/#).map { "local \($0.output.1) " }
      }
      let routes = try Tool.ip("-6 route show table local")
      if addresses.allSatisfy({ routes.contains($0) || $0 == "local ::1 " }) { return }
      guard Date() < deadline else { throw ToolFailure(words: "addresses without routes: \(routes)") }
      usleep(10_000)
    }
  }

  deinit {
    try? Self.wipe()
    try? Self.detectDuplicates(true)
  }

  private static func detectDuplicates(_ wanted: Bool) throws {
    try (wanted ? "1" : "0").write(
      toFile: "/proc/sys/net/ipv6/conf/default/accept_dad", atomically: false, encoding: .utf8)
  }

  static func wipe() throws {
    try Tool.run(["nft", "flush", "ruleset"])
    try EbtablesTool.clear()
    for bridge in ["br1", "sw0"] { _ = try? Tool.ip("link delete \(bridge)") }
  }

  /// Addresses, routes, neighbours, rules and rulesets.
  func picture() throws -> [String] {
    if try Self.isLate() {
      let deadline = Date() + 10
      while try Self.isLate(), Date() < deadline { usleep(20_000) }
      try settle()
    }
    return try host.picture() + ["# nft"] + Self.ruleset()
  }

  // Linux 6.1 says up to a second late that a bridge has a carrier, and only then gives it its link-local address.
  private static func isLate() throws -> Bool {
    let links = try Tool.ip("-o link show").split(separator: "\n")
    let carried = Set(
      links.filter { $0.contains("LOWER_UP") }.compactMap { $0.firstMatch(of: #/ master (\S+)/#)?.output.1 })
    return links.contains { link in
      link.contains("NO-CARRIER") && carried.contains { link.contains(": \($0): ") }
    }
  }

  /// What is not as in that picture; printed too, for a failing expectation does not show it.
  func difference(_ before: [String]) throws -> [String] {
    let split = before.firstIndex(of: "# nft") ?? before.endIndex
    let rules = try Self.ruleset().difference(from: before[split...].dropFirst()).map { "\($0)" }
    let difference = try host.difference(Array(before[..<split])) + rules
    if !difference.isEmpty { print("difference:", difference.joined(separator: "\n")) }
    return difference
  }

  /// `nft list ruleset`, whose times, remarks and counters go their own way, and what ebtables has besides.
  static func ruleset() throws -> [String] {
    try Tool.run(["nft", "list", "ruleset"]).split(separator: "\n").map { line in
      line.replacing(#/ expires [0-9a-z]+/#, with: "").replacing(
        #/counter packets \d+ bytes \d+/#, with: "counter"
      )
      .replacing(#/\d{4}-\d\d-\d\dT[0-9:.]+Z/#, with: "TIME")
      .trimmingCharacters(in: .whitespaces)
    } + EbtablesTool.listing()
  }

  /// The same without the filter of tagged frames, which stands as long as the bridge does.
  static func rulesetOfBlocks() throws -> [String] {
    var isFilter = false
    return try ruleset().filter { line in
      if line.hasPrefix("table ") { isFilter = line.hasPrefix("table bridge dhcpward_vlan_port0 ") }
      return !isFilter
    }
  }

  /// Whether the host answers the peer, in IPv4 and IPv6.
  var isReachable: Bool { answers("192.0.2.1") && answers("2001:db8::1") }

  /// Whether the host comes to answer there. A neighbour that was asked for in vain is asked for again a second
  /// later, and given up after three: so it may take that long.
  func answers(_ address: String) -> Bool {
    let deadline = Date() + 5
    repeat {
      if (try? peer.run("ping", "-n", "-q", "-c1", "-W0.3", address)) != nil { return true }
    } while Date() < deadline
    return false
  }

  /// Whether the host does not answer there, whatever is asked within a second.
  func ignores(_ address: String) -> Bool {
    (try? peer.run("ping", "-n", "-q", "-c1", "-W0.3", address)) == nil
      && (try? peer.run("ping", "-n", "-q", "-c3", "-i0.2", "-W1", "-w1", address)) == nil
  }

  /// Floods from the peer and gives how many messages were sent.
  @discardableResult
  func flood(_ words: String, from mac: String = CommandHost.flooder) throws -> Int {
    let arguments = words.split(separator: " ").map(String.init)
    return try Self.sent(try peer.run([Program.flooder, "-i", "peer0", "-s", mac] + arguments))
  }

  /// How many messages the flooder says it sent.
  static func sent(_ report: String) throws -> Int {
    Int(try number(after: "sent ", in: report))
  }
}

/// What nft lists of a set of dhcpward's.
struct BlockedSet {
  struct Element: Equatable {
    var mac: String
    var port: String?
    var timeout: Int?
    var expires: Int?
    var packets: Int
    var comment: String?
  }

  /// The elements, by address; none when there is no such set.
  static func elements(_ name: String) throws -> [Element] {
    guard let text = try? Tool.run(["nft", "-j", "list", "set", "bridge", "dhcpward", name]) else {
      return []
    }
    let root = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let sets = try #require(root["nftables"] as? [[String: Any]]).compactMap { $0["set"] as? [String: Any] }
    let elements = sets.first?["elem"] as? [[String: Any]] ?? []
    return try elements.map { wrapped in
      let element = try #require(wrapped["elem"] as? [String: Any])
      let parts = (element["val"] as? [String: Any])?["concat"] as? [String]
      return Element(
        mac: try #require(element["val"] as? String ?? parts?.last), port: parts?.first,
        timeout: element["timeout"] as? Int,
        expires: element["expires"] as? Int,
        packets: (element["counter"] as? [String: Any])?["packets"] as? Int ?? 0,
        comment: element["comment"] as? String)
    }.sorted { ($0.mac, $0.port ?? "") < ($1.mac, $1.port ?? "") }
  }
}
