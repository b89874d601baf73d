import Foundation
import Host
import Plans
import System
import TestKit
import Testing
import Wire

@testable import ServerDiscovery

@Suite(
  "RulesetFirewallTests: which interfaces a packet filter names", .serialized,
  .enabled(if: Namespace.isPrivate))
struct RulesetFirewallTests {
  init() throws { try Tool.run(["nft", "flush", "ruleset"]) }

  private func read() throws -> Firewall {
    defer { _ = try? Tool.run(["nft", "flush", "ruleset"]) }
    return try #require(try Machine().firewall())
  }

  private func names(_ firewall: Firewall) -> [String] {
    firewall.mentions.map { mention in
      let name =
        switch mention.name {
        case .exact(let name): name
        case .prefix(let start): start + "*"
        }
      return
        "\(mention.place) \(name) \(mention.rules)\(mention.isInput ? " input" : "")\(mention.isClosed ? " closed" : "")"
        + (mention.mayConcernDHCP ? " dhcp" : "")
    }.sorted()
  }

  @Test(
    "by name, by index, in sets, concatenations and verdict maps, and in chains that are jumped to; others are not"
  )
  func nftables() throws {
    try Tool.run(
      ["nft", "-f", "-"],
      input: """
        table inet fw {
          set lans { type ifname; elements = { "eth7", "eth8" }; }
          chain input {
            type filter hook input priority 0; policy drop;
            ct state established,related accept
            iif "lo" accept
            iifname "eth0" tcp dport 22 accept
            iifname "eth1" udp dport 67 accept
            iifname "eth2" udp dport { 67, 68 } accept
            iifname { "eth3", "eth4" } accept
            iifname @lans accept
            iifname . tcp dport { "eth5" . 22 } accept
            iifname "wl*" jump wireless
            iifname vmap { "eth6" : jump wired }
          }
          chain wireless { iifname "wlan0" accept; }
          chain wired { iifname "eth6" meta l4proto tcp accept; }
          chain idle { iifname "eth9" accept; }
          chain forward { type filter hook forward priority 0; oifname "eth0" accept; }
        }
        table bridge other { chain input { type filter hook input priority 0; iifname "eth0" accept; }
        }
        """)
    #expect(
      names(try read()) == [
        "table inet fw, chain forward eth0 1 dhcp",
        "table inet fw, chain input eth0 1 input closed",
        "table inet fw, chain input eth1 1 input closed dhcp",
        "table inet fw, chain input eth2 1 input closed dhcp",
        "table inet fw, chain input eth3 1 input closed dhcp",
        "table inet fw, chain input eth4 1 input closed dhcp",
        "table inet fw, chain input eth5 1 input closed",
        "table inet fw, chain input eth6 1 input closed dhcp",
        "table inet fw, chain input eth7 1 input closed dhcp",
        "table inet fw, chain input eth8 1 input closed dhcp",
        "table inet fw, chain input lo 1 input closed dhcp",
        "table inet fw, chain input wl* 1 input closed dhcp",
        "table inet fw, chain wired eth6 1 input closed",
        "table inet fw, chain wireless wlan0 1 input closed dhcp",
      ])
  }

  @Test("iptables-nft's rules are read like nftables' own")
  func iptables() throws {
    for words in [
      "-P INPUT DROP", "-A INPUT -i eth0 -p tcp --dport 22 -j ACCEPT", "-A INPUT -i eth1+ -j ACCEPT",
    ] { try Tool.run(["iptables-nft"] + words.split(separator: " ").map(String.init)) }
    let found = names(try read())
    #expect(found.contains { $0.hasPrefix("table ip filter, chain INPUT eth0 1 input closed") })
    #expect(found.contains("table ip filter, chain INPUT eth1* 1 input closed dhcp"))
  }

  @Test("twenty thousand rules are looked through, or given up, in time")
  func many() throws {
    let rules = (0..<20_000).map {
      "add rule inet big input iifname \"eth\($0 % 500)\" tcp dport \($0 % 60_000) accept"
    }
    try Tool.run(
      ["nft", "-f", "-"],
      input: """
        add table inet big
        add chain inet big input { type filter hook input priority 0; }
        \(rules.joined(separator: "\n"))
        """)
    let start = SystemClock.boot
    let firewall = try #require(try Machine().firewall())
    let time = SystemClock.boot - start
    try Tool.run(["nft", "flush", "ruleset"])
    print("20,000 rules in \(time)")
    #expect(time < .seconds(10))
    #expect(firewall.isCutShort || firewall.mentions.count == 500)
  }
}
