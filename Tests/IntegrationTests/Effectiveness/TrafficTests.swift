import Foundation
import TestKit
import Testing

/// Whoever is not blocked notices nothing: by the real stacks of both hosts, in both directions, from cold caches.
@Suite("Traffic of the allowed", .serialized, .enabled(if: Namespace.isPrivate))
struct TrafficTests {
  @Test(
    "whatever rp_filter is, ping, TCP, ARP, IPv6 and DHCP work, or the mode is refused beforehand with the sysctl",
    arguments: EffectivenessPage.modes, [0, 1, 2])
  func traffic(mode: String, reversePathFilter: Int) throws {
    for dialect in EffectivenessPage.dialects(of: mode) {
      let flavour = dialect.hasPrefix("ebtables-") ? try EbtablesFlavour(dialect) : nil
      let lan = try TrafficLAN(mode: mode, reversePathFilter: reversePathFilter)
      let before = try lan.lan.picture()
      let words = "--interface port0 \(EffectivenessPage.words(mode, dialect))"
      let answer = try Program.run("block \(EffectivenessLAN.bystander) \(words)")
      let needsZero = mode == "broute-raw" && reversePathFilter != 0
      guard answer.status == 0 else {
        let namesSysctl = answer.complaint.contains("sysctl -w net.ipv4.conf.all.rp_filter=0")
        #expect(namesSysctl == needsZero || Self.isImpossible(mode, dialect, answer.complaint))
        #expect(try lan.lan.picture() == before)
        continue
      }
      #expect(!needsZero, "\(dialect)")
      #expect(try lan.broken() == [], "\(mode), \(dialect), rp_filter \(reversePathFilter)")
      try lan.lan.restore()
      #expect(try lan.broken() == [], "\(mode), \(dialect), rp_filter \(reversePathFilter), undone")
      withExtendedLifetime(flavour) {}
    }
  }

  // This kernel cannot, whatever rp_filter is: the table of effectiveness says where that is so.
  private static func isImpossible(_ mode: String, _ dialect: String, _ complaint: String) -> Bool {
    !complaint.contains("rp_filter")
      && (dialect != "nftables" || !["bridge", "existing", "netdev"].contains(mode))
  }
}

/// The same LAN, and a real host at the client's end.
final class TrafficLAN {
  let lan: EffectivenessLAN
  private let peer: LANProbe
  private let server: DHCPServer

  init(mode: String, reversePathFilter: Int) throws {
    lan = try EffectivenessLAN(mode: mode)
    for name in ["all", "default", "port0"] + (mode == "existing" ? ["br1"] : []) {
      // That of `all` would hold for everything.
      try EffectivenessLAN.filterReversePaths(name, name == "all" ? 0 : reversePathFilter)
    }
    try lan.client.run("sysctl", "-qw", "net.ipv6.conf.eth0.disable_ipv6=0")
    try lan.client.run("ip", "address", "add", "192.0.2.2/24", "dev", "eth0")
    try lan.client.run("ip", "address", "add", "2001:db8::2/64", "dev", "eth0", "nodad")
    peer = try LANProbe(hostIn: lan.client)
    server = try DHCPServer(.dnsmasq, on: nil)
    guard try server.starts() else { throw ToolFailure(words: "dnsmasq: \(server.log)") }
  }

  /// What does not work.
  func broken() throws -> [String] {
    var broken: [String] = []
    for (own, other) in [("192.0.2.1", "192.0.2.2"), ("2001:db8::1", "2001:db8::2")] {
      try forget()
      if !pings(own, from: lan.client) { broken.append("ping to \(own)") }
      try forget()
      if !pings(other, from: nil) { broken.append("ping to \(other)") }
      try forget()
      if !LANProbe.connects(to: own, from: lan.client) { broken.append("TCP to \(own)") }
      try forget()
      if !LANProbe.connects(to: other) { broken.append("TCP to \(other)") }
    }
    if try !lan.clientIsServed() { broken.append("DHCP") }
    return broken
  }

  // Neither side knows the other's MAC.
  private func forget() throws {
    try lan.forgetNeighbours()
    try lan.client.run("ip", "neighbour", "flush", "all")
  }

  private func pings(_ address: String, from namespace: Namespace?) -> Bool {
    let words = ["ping", "-n", "-q", "-c1", "-w\(2 + lan.patience / 2000)", address]
    return (try? namespace?.run(words) ?? Tool.run(words)) != nil
  }
}
