import Foundation
import Plans
import PlansKit
import TestKit
import Testing
import Wire

/// ip itself is asked what the printed commands do.
@Suite("RulesOracleTests: ip", .serialized, .enabled(if: Tool.isPrivate))
struct IPOracleTests {
  private func withPort(_ body: () throws -> Void) throws {
    try Tool.runLines(
      """
      ip link add name eth0 address 02:00:00:00:00:01 type veth peer name peer0
      ip link set dev lo up
      ip link set dev eth0 up
      ip link set dev peer0 up
      """)
    defer { try? Tool.runLines("ip link delete dev eth0") }
    try body()
  }

  // What passes by itself is cut away: seconds that run down, and indices of links that come anew.
  private func state(of interface: String? = nil) throws -> [String] {
    let place = interface.map { ["dev", $0] } ?? []
    let texts = [
      try Tool.run(["ip", "-o", "address", "show"] + place),
      try Tool.run(["ip", "-4", "route", "show", "table", "all"] + place),
      try Tool.run(["ip", "-6", "route", "show", "table", "all"] + place),
      try Tool.run(["ip", "neighbour", "show", "nud", "permanent"] + place),
    ]
    return texts.joined().split(separator: "\n").map { line -> String in
      String(line).replacing(#/^\d+: /#, with: "").replacing(#/ (linkdown|tentative)/#, with: "")
        .replacing(#/(\d+)sec/#) { match in "\(((Int(match.1) ?? 0) + 5) / 10)0sec" }
    }.filter { $0.firstMatch(of: #/inet6 fe80::\S+/64|local fe80::|^fe80::/64|multicast ff00::/#) == nil }
      .sorted()
  }

  @Test("every kind of address, route and neighbour is taken as printed and taken back without a trace")
  func everything() throws {
    try withPort {
      let before = try state()
      try Tool.runLines(IPText.script(Sample.network))
      let links = try Tool.run(["ip", "-d", "link", "show", "dev", "br0"])
      for word in [
        "02:00:00:00:00:01", "stp_state 0", "forward_delay 0 ", "mcast_snooping 0",
        "alias dhcpward hand eth0", "UP",
      ] {
        #expect(links.contains(word), "\(word)")
      }
      #expect(try Tool.run(["ip", "link", "show", "dev", "eth0"]).contains("master br0"))
      let now = try state()
      for line in Self.meant {
        if !now.contains(where: { $0.contains(line) }) { Issue.record("missing: \(line)") }
      }
      try Tool.runLines(IPText.script(Sample.network.undone))
      #expect(try state() == before)
    }
  }

  private static let meant = [
    "inet 192.0.2.1/24 brd 192.0.2.255 scope global br0",
    "inet 198.51.100.1/24 metric 5 scope link dynamic br0:1\\       valid_lft 3600sec preferred_lft 1800sec",
    "inet 203.0.113.1 peer 203.0.113.2/32 scope global br0",
    "inet6 2001:db8::1/64 scope global nodad",
    "inet6 2001:db8:1::1/64 scope global nodad home deprecated dynamic noprefixroute \\       valid_lft 3600sec",
    "default via 192.0.2.254 dev br0 proto dhcp metric 100",
    "10.1.0.0/16 dev br0 table 100 proto static scope link",
    "10.2.0.0/16 dev br0 proto static src 192.0.2.1",
    "nexthop via 192.0.2.6 dev br0 weight 3",
    "10.4.0.0/16 tos 0x10 via 10.9.9.9 dev br0 proto static onlink",
    "10.5.0.0/16 via inet6 fe80::1 dev br0 proto static onlink",
    "default via fe80::1 dev br0 proto ra metric 1024 expires 1800sec pref high",
    "2001:db8:2::/48 via 2001:db8::9 dev br0 table 100 proto static",
    "192.0.2.20 dev br0 lladdr 02:00:00:00:00:20 PERMANENT",
    "2001:db8::20 dev br0 lladdr 02:00:00:00:00:20 PERMANENT",
  ]

  @Test(
    "a scenario's steps move the port's addresses and routes to the bridge, and back", arguments: Scenario.all
  )
  func scenario(_ scenario: Scenario) throws {
    guard let plan = try scenario.plan(), !IPText.script(plan).isEmpty else { return }
    try withPort {
      try prepare(scenario)
      let onPort = try state(of: "eth0")
      let before = try state()
      try Tool.runLines(IPText.script(plan))
      let moves = try CommandLine(scenario.text("command") ?? "").intention.mode.movesAddresses
      let moved = try state(of: moves ? "br0" : "eth0")
      #expect(Set(moved.map { $0.replacing("br0", with: "eth0") }) == Set(onPort))
      try Tool.runLines(IPText.script(plan.undone))
      #expect(try state() == before)
    }
  }

  @Test("the whole plan as one script for sh does it all")
  func shellScript() throws {
    try withPort {
      guard let scenario = Scenario.all.first(where: { $0.testDescription == "single-port-bridge-drop-mac" }),
        let plan = try scenario.plan()
      else { return }
      try prepare(scenario)
      try Tool.run(["sh", "-s"], input: PlanText.shellScript(plan))
      #expect(try Tool.run(["ip", "link", "show", "dev", "eth0"]).contains("master br0"))
      #expect(try NFTListing()?.sets["blocked_all"]?.map(\.mac) == ["02:00:00:00:00:99"])
      try Tool.run(["sh", "-s"], input: PlanText.shellScript(plan.undone))
      #expect(try NFTListing() == nil)
    }
  }

  private func prepare(_ scenario: Scenario) throws {
    let intention = try CommandLine(scenario.text("command") ?? "").intention
    let network = intention.network
    try Tool.runLines(
      IPText.script(Plan(network.addresses.map { .addAddress($0) } + network.routes.map { .addRoute($0) })))
  }
}
