import Foundation
import Plans
import TestKit
import Testing
import Wire

@testable import Host
@testable import HostNetwork

@Suite(
  "ExactUndoTests: whatever a host has is there again after the bridge", .serialized,
  .enabled(if: Namespace.isPrivate))
struct ExactUndoTests {
  @Test(
    "up and down leave no difference, and neither does a build that fails at the end",
    arguments: HostSituation.all)
  func same(_ situation: HostSituation) throws {
    let host = try SituationHost(situation)
    let before = try host.picture()
    if let refusal = situation.refusal {
      let error = #expect(throws: PlanError.self) { try host.up() }
      let words = error.map { "\($0)" } ?? ""
      #expect(words.contains(refusal), "\(words)")
    } else {
      let plan = try host.up()
      #expect(try host.applier.network().routes.allSatisfy { !$0.leaves(by: host.bridge.port) })
      #expect(try BridgePlanner.up(host.bridge, network: try host.network()).isEmpty)
      try host.down()
      try host.expect(before)
      var broken = plan
      let nowhere = Route(
        destination: try #require(Prefix("10.66.0.0/16")),
        hops: [Route.Hop(interface: host.bridge.port, gateway: IPAddress("10.77.0.1"))])
      broken.changes.append(.addRoute(nowhere))
      let error = #expect(throws: ApplyError.self) { try host.applier.apply(broken) }
      #expect(error?.remaining == [])
    }
    try host.expect(before)
  }

  @Test("while the bridge stands, routes of equal rank are in their order, and the port's sysctls hold")
  func onTheBridge() throws {
    for situation in HostSituation.all where situation.name.hasPrefix("equal rank") {
      let host = try SituationHost(situation)
      let before = try host.routes("route show 10.0.0.0/8")
      try host.up()
      #expect(try host.routes("route show 10.0.0.0/8") == before.map { $0.replacing("port0", with: "br0") })
      try host.down()
    }
    let situation = try #require(HostSituation.all.first { $0.name == "sysctls" })
    let host = try SituationHost(situation)
    try host.up()
    for (sysctl, value) in SysctlFiles.read(of: "port0") {
      #expect(SysctlFiles.read(of: "br0")[sysctl] == value, "\(sysctl)")
    }
    try host.down()
  }

  @Test("proxies and a routing program's neighbours are on the bridge while it stands")
  func neighbours() throws {
    for name in ["proxies", "neighbours of a routing program, and fixed ones"] {
      let host = try SituationHost(try #require(HostSituation.all.first { $0.name == name }))
      let here = try host.applier.network().neighbours
      try host.up()
      let there = try host.applier.network().neighbours
      #expect(Set(there) == Set(here.map { $0.moved(to: host.bridge.name) }))
      #expect(!there.isEmpty)
      try host.down()
    }
  }
}

/// A host in a situation, of which nothing is left afterwards.
final class SituationHost {
  let applier: Applier
  let bridge: Bridge
  private let machine: Machine
  private let peer: Namespace

  init(_ situation: HostSituation) throws {
    Self.wipe()
    peer = try Namespace()
    // Link-local addresses are settled at once.
    try Tool.run(["sysctl", "-qw", "net.ipv6.conf.default.accept_dad=0"])
    try peer.connect("port0", to: "peer0", address: "02:00:00:00:00:01")
    try peer.connect("side0", to: "peer1", address: "02:00:00:00:00:11")
    applier = try Applier()
    machine = try Machine()
    bridge = Bridge(
      name: try #require(InterfaceName("br0")), port: try #require(InterfaceName("port0")),
      address: MACAddress("02:00:00:00:00:01"), origin: .hand)
    try settle()
    try situation.prepare()
  }

  deinit {
    Self.wipe()
    _ = try? Tool.run(["sysctl", "-qw", "net.ipv6.conf.default.accept_dad=1"])
  }

  private static func wipe() {
    for link in ["br0", "br1", "port0", "side0"] { _ = try? Tool.ip("link delete \(link)") }
    for words in [
      "rule delete pref 100", "-6 rule delete pref 100", "route flush type unreachable",
      "address delete 10.255.0.1/32 dev lo", "nexthop flush",
    ] { _ = try? Tool.ip(words) }
    _ = try? Tool.run(["nft", "flush", "ruleset"])
    _ = try? Tool.run(["sysctl", "-qw", "net.ipv6.conf.default.disable_ipv6=0"])
  }

  // The kernel adds an IPv6 address's own route from a work queue.
  private func settle() throws {
    let deadline = Date() + 10
    while try Tool.ip("-6 route show table local").split(separator: "\n").filter({ $0.contains("fe80") })
      .count < 2
    {
      guard Date() < deadline else { throw ToolFailure(words: "no link-local addresses") }
      usleep(5000)
    }
  }

  func network() throws -> Network { try machine.network(under: bridge.port, bridge.name) }

  @discardableResult
  func up() throws -> Plan {
    let plan = try BridgePlanner.up(bridge, network: try network())
    try applier.apply(plan)
    return plan
  }

  func down() throws { try applier.apply(try BridgePlanner.down(bridge, network: try machine.network())) }

  /// The lines of a listing, steady.
  func routes(_ words: String) throws -> [String] {
    try Tool.ip(words).split(separator: "\n").map { Self.steady(String($0)) }
  }

  /// Links, addresses, routes of all tables in their order, neighbours with proxies, rules, nexthop objects, multicast
  /// memberships, sysctls and rulesets.
  func picture() throws -> [String] {
    var lines: [String] = []
    for words in [
      "-d link show port0", "-d link show side0", "-d address show", "-4 -d route show table all",
      "-6 -d route show table all", "neighbour show nud permanent", "neighbour show nud noarp",
      "neighbour show proxy",
      "rule show", "-6 rule show", "nexthop show", "maddress show dev port0",
    ] {
      lines.append("# \(words)")
      lines += try routes(words).filter {
        !$0.hasPrefix("224.") && !$0.hasPrefix("239.") && !$0.hasPrefix("ff02")
      }
    }
    for name in ["default", "port0", "side0"] {
      lines += SysctlFiles.read(of: name).map { "\($0.key.key(of: name)) = \($0.value)" }.sorted()
    }
    return lines + (try Tool.run(["nft", "list", "ruleset"]).split(separator: "\n").map(String.init))
  }

  /// All is as in that picture, once the kernel's work queues are through.
  func expect(_ before: [String], _ location: SourceLocation = #_sourceLocation) throws {
    var now = try picture()
    let deadline = Date() + 3
    while now != before, Date() < deadline {
      usleep(20_000)
      now = try picture()
    }
    let difference = now.difference(from: before).map { "\($0)" }
    if !difference.isEmpty { print("difference:", difference.joined(separator: "\n")) }
    #expect(difference == [], sourceLocation: location)
  }

  // Seconds that run on, and what the link's carrier went through.
  private static func steady(_ line: String) -> String {
    line.replacing(#/expires \d+sec/#, with: "expires N").replacing(#/(valid|preferred)_lft \d+sec/#) {
      "\($0.output.1)_lft N"
    }.replacing(#/ (linkdown|dead)/#, with: "").replacing(#/used \d+\/\d+\/\d+/#, with: "")
  }
}
