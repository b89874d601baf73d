import Foundation
import TestKit
import Wire

/// The server's host and one wire to its clients, in the state before dhcpward does anything.
final class EffectivenessLAN {
  /// Never blocked; the address of the one client that is real.
  static let allowed = MACAddress(bits: 0x0200_0000_0102)
  /// Blocked, and unblocked.
  static let blocked = MACAddress(bits: 0x0200_0000_0101)
  /// Blocked first, so that everything stands that a block needs.
  static let bystander = MACAddress(bits: 0x0200_0000_0107)

  let mode: String
  let client: Namespace
  let probe: LANProbe
  let host: LANProbe
  /// How long an allowed client may wait for an answer, in milliseconds: emulated machines are slow.
  let patience: Int

  init(mode: String) throws {
    self.mode = mode
    Self.cleanUp()
    client = try Namespace()
    try "0".write(toFile: "/proc/sys/net/ipv6/conf/default/accept_dad", atomically: false, encoding: .utf8)
    try client.run("sysctl", "-qw", "net.ipv6.conf.default.disable_ipv6=1")
    try Tool.ip("link add port0 address 02:00:00:00:00:01 type veth peer name eth0 netns \(client.pid)")
    try client.run("ip", "link", "set", "eth0", "address", "\(Self.allowed)", "up")
    for name in ["all", "default"] { try Self.filterReversePaths(name, 0) }
    let home = mode == "existing" ? "br1" : "port0"
    if mode == "existing" {
      // Without STP, or with it the port forwards only half a minute later.
      try Tool.ip("link add br1 address 02:00:00:00:00:01 type bridge stp_state 0 forward_delay 0")
      try Tool.ip("link set br1 up")
      try Tool.ip("link set port0 master br1")
    }
    try Tool.ip("link set port0 up")
    try Tool.ip("address add 192.0.2.1/24 dev \(home)")
    try Tool.ip("address add 2001:db8::1/64 dev \(home) nodad")
    let start = Date()
    for _ in 0..<5 { try Tool.run(["true"]) }
    patience = min(4000, max(800, Int(Date().timeIntervalSince(start) * 30_000)))
    probe = try LANProbe(clientsOf: "02:00:00:00:00:01", "192.0.2.1", in: client)
    host = try LANProbe()
    let answers = try probe.judge(blocked: nil, allowed: Self.allowed, Traffic.host, within: 30_000)
    guard answers[Self.allowed] == Traffic.host else {
      throw ToolFailure(words: "the host answers only \(answers) of \(Traffic.host)")
    }
  }

  deinit { Self.cleanUp() }

  /// `sysctl -w net.ipv4.conf.NAME.rp_filter=VALUE`
  static func filterReversePaths(_ name: String, _ value: Int) throws {
    try "\(value)".write(
      toFile: "/proc/sys/net/ipv4/conf/\(name)/rp_filter", atomically: false, encoding: .utf8)
  }

  static func cleanUp() {
    try? CommandHost.wipe()
    for table in ["filter", "broute"] {
      for words in [["-F"], ["-X"], ["-P", "FORWARD", "ACCEPT"]] {
        _ = try? Tool.answer(["ebtables-legacy", "-t", table] + words)
      }
    }
    BridgeHost.cleanUp()
  }

  /// The interface of that name in the table; nil for none in particular, or one that this mode has not.
  func interface(_ place: String) -> String? {
    switch place {
    case "port": "port0"
    case "bridge": mode == "existing" ? "br1" : ["netdev", "xdp"].contains(mode) ? nil : "br0"
    default: nil
    }
  }

  /// Takes away all that dhcpward made, as a person would.
  func restore() throws {
    try Program.succeed("unblock --all")
    if try Tool.ip("-br link").contains("br0") { try Program.succeed("bridge down --port port0") }
  }

  /// Everything that dhcpward may change.
  func picture() throws -> [String] {
    try ["-o link", "-o address", "route show table all", "-6 route show table all"].map { try Tool.ip($0) }
      + CommandHost.ruleset()
  }

  /// Whether a real client gets a lease.
  func clientIsServed() throws -> Bool {
    let words = ["udhcpc", "-i", "eth0", "-f", "-q", "-n", "-t", "6", "-T", "1", "-s", "/bin/true"]
    return (try? client.run(["sh", "-c", "exec \"$@\" 2>&1", "sh"] + words))?.contains("lease of 192.0.2.")
      ?? false
  }

  /// Both clients get a lease, as nobody is blocked; false when neither does.
  func leases(from product: DHCPServer.Product) throws -> Bool {
    let kind: Traffic = product == .keaUDP ? .relayed : .discover
    let allowed = try probe.lease(Self.allowed, kind, within: patience)[Self.allowed]
    guard !allowed.isEmpty else { return false }
    guard try !probe.lease(Self.blocked, kind, within: 30_000)[Self.blocked].isEmpty else {
      throw ToolFailure(words: "nobody is blocked, but only \(Self.allowed) is served")
    }
    return true
  }

  /// Forgets which neighbours the host knows, so that each must be found anew.
  func forgetNeighbours() throws { try Tool.ip("neighbour flush all") }
}
