import Foundation
import TestKit
import Testing

/// What a host can be like when a bridge is built over its `port0`, in words of ip(8) and others. `port0` and `side0`
/// are up and have a peer each.
struct HostSituation: CustomTestStringConvertible, Sendable {
  let name: String
  /// One command a line; a line that begins with `-` is for ip(8) too.
  let commands: [String]
  /// A part of why it is refused beforehand; nil when it is to be done and undone.
  var refusal: String?

  var testDescription: String { name }

  func prepare() throws {
    for line in commands {
      let words = line.split(separator: " ").map(String.init)
      let isOther = ["sysctl", "ip", "nft", "tc"].contains(words[0])
      try Tool.run((isOther ? [] : ["ip"]) + words)
    }
  }

  private static let v4 = "address add 192.0.2.1/24 dev port0"
  private static let side4 = "address add 198.51.100.1/24 dev side0"
  private static let v6 = "-6 address add 2001:db8::1/64 dev port0 nodad"
  private static let side6 = "-6 address add 2001:db8:1::1/64 dev side0 nodad"

  static let all = [
    HostSituation(
      name: "an address and a default route", commands: [v4, "route add default via 192.0.2.254"]),
    HostSituation(
      name: "stale: the gateway's prefix was removed",
      commands: [
        v4, "address add 203.0.113.1/24 dev port0", "route add 10.0.0.0/8 via 203.0.113.254",
        "route add default via 203.0.113.253 table 100", "address delete 203.0.113.1/24 dev port0",
      ]),
    HostSituation(
      name: "stale: the gateway's route was removed",
      commands: [
        v4, "route add 203.0.113.0/24 dev port0", "route add 10.0.0.0/8 via 203.0.113.1 metric 7",
        "route delete 203.0.113.0/24",
      ]),
    HostSituation(
      name: "stale in IPv6",
      commands: [
        v6, "-6 route add 2001:db8:9::/64 dev port0",
        "-6 route add 2001:db8:10::/48 via 2001:db8:9::1 dev port0",
        "-6 route delete 2001:db8:9::/64",
      ]),
    HostSituation(
      name: "stale, one way of two",
      commands: [
        v4, side4, "address add 203.0.113.1/24 dev port0",
        "route add 10.0.0.0/8 nexthop via 203.0.113.254 weight 2 nexthop via 198.51.100.254",
        "address delete 203.0.113.1/24 dev port0",
      ]),
    HostSituation(
      name: "onlink", commands: [v4, "route add 10.1.0.0/16 via 10.99.0.1 dev port0 onlink"]),
    HostSituation(
      name: "/32 with an onlink gateway",
      commands: ["address add 192.0.2.1/32 dev port0", "route add default via 10.0.0.1 dev port0 onlink"]),
    HostSituation(
      name: "/32 with a host route to the gateway",
      commands: [
        "address add 192.0.2.1/32 dev port0", "route add 10.0.0.1 dev port0 scope link",
        "route add default via 10.0.0.1 dev port0",
      ]),
    HostSituation(
      name: "far ends",
      commands: [
        "address add 10.1.0.1 peer 10.1.0.2/32 dev port0", "route add default via 10.1.0.2",
        "-6 address add 2001:db8:2::1 peer 2001:db8:2::2/128 dev port0 nodad",
      ]),
    HostSituation(
      name: "equal rank, port0 first",
      commands: [
        v4, side4, "route add 10.0.0.0/8 via 192.0.2.254", "route append 10.0.0.0/8 via 198.51.100.254",
      ]),
    HostSituation(
      name: "equal rank, taking turns",
      commands: [v4, side4]
        + ["192.0.2.254", "198.51.100.254", "192.0.2.253", "198.51.100.253"].map {
          "route append 10.0.0.0/8 via \($0)"
        }),
    HostSituation(
      name: "equal rank, stale, and in IPv6",
      commands: [
        v4, side4, v6, side6, "address add 203.0.113.1/24 dev port0",
        "route add 10.0.0.0/8 via 203.0.113.254",
        "route append 10.0.0.0/8 via 198.51.100.254", "address delete 203.0.113.1/24 dev port0",
        "-6 route add 2001:db8:11::/48 dev port0", "-6 route append 2001:db8:11::/48 dev side0",
      ]),
    HostSituation(
      name: "two interfaces in one network, port0 first",
      commands: [
        v4, "address add 192.0.2.3/24 dev side0", v6, "-6 address add 2001:db8::3/64 dev side0 nodad",
      ]),
    HostSituation(
      name: "the same address twice",
      commands: [v4, "address add 192.0.2.1/25 dev port0", "address add 192.0.2.1/24 dev side0"]),
    HostSituation(
      name: "proxies",
      commands: [
        v4, v6, "neighbour add proxy 192.0.2.77 dev port0 protocol 5",
        "-6 neighbour add proxy 2001:db8::77 dev port0",
      ]),
    HostSituation(
      name: "neighbours of a routing program, and fixed ones",
      commands: [v4]
        + [
          "77 lladdr 02:00:00:00:00:77 nud permanent extern_learn", "78 lladdr 02:00:00:00:00:78 nud noarp",
          "79 lladdr 02:00:00:00:00:79 nud permanent protocol 5",
        ].map { "neighbour add 192.0.2.\($0) dev port0" }),
    HostSituation(
      name: "policy rules",
      commands: [
        v4, "rule add pref 100 iif port0 table 100", "-6 rule add pref 100 oif port0 table 100",
        "route add default via 192.0.2.254 table 101",
      ]),
    HostSituation(
      name: "IPv6 only",
      commands: [
        v6, "-6 route add default via 2001:db8::fe", "-6 route add 2001:db8:5::/64 via fe80::1 dev port0",
      ]),
    HostSituation(
      name: "IPv6 disabled by default, and not on port0",
      commands: [v4, v6, "sysctl -qw net.ipv6.conf.default.disable_ipv6=1"]),
    HostSituation(
      name: "IPv6 disabled on port0", commands: ["sysctl -qw net.ipv6.conf.port0.disable_ipv6=1", v4]),
    HostSituation(
      name: "sysctls",
      commands: [
        "sysctl -qw net.ipv4.conf.port0.rp_filter=2 net.ipv4.conf.port0.arp_ignore=1 net.ipv6.conf.port0.accept_ra=0",
        "sysctl -qw net.ipv4.conf.port0.promote_secondaries=1 net.ipv4.neigh.port0.gc_stale_time=77", v4,
        "address add 192.0.2.9/24 dev port0",
      ]),
    HostSituation(
      name: "lifetimes, as of SLAAC",
      commands: [
        "-6 address add 2001:db8::1/64 dev port0 valid_lft 5000 preferred_lft 4000 nodad",
        "-6 address add 2001:db8:6::2/64 dev port0 mngtmpaddr valid_lft 5000 preferred_lft 50 nodad",
        "-6 route add default via fe80::1 dev port0 proto ra metric 1024 expires 1800",
      ]),
    HostSituation(
      name: "several ways, blackholes, multicast, local and broadcast routes",
      commands: [
        v4, side4, "route add 10.0.0.0/8 nexthop via 192.0.2.254 weight 2 nexthop via 198.51.100.254",
        "route add multicast 239.0.0.0/8 dev port0", "route add unreachable 10.5.0.0/16",
        "route add local 10.6.0.0/16 dev port0", "route add broadcast 10.7.255.255 dev port0 table local",
      ]),
    HostSituation(
      name: "a source address of the loopback, and of another interface's",
      commands: [
        v4, side4, "address add 10.255.0.1/32 dev lo",
        "route add default via 192.0.2.254 dev port0 src 10.255.0.1",
        "route add 10.3.0.0/16 via 198.51.100.3 src 192.0.2.1",
      ]),
    HostSituation(
      name: "multicast memberships, promiscuous, an alias, another length of queue",
      commands: [
        v4, "maddress add 01:00:5e:00:00:99 dev port0", "link set port0 mtu 1400 promisc on allmulticast on",
        "link set port0 txqueuelen 500 alias uplink",
      ]),
    HostSituation(
      name: "a firewall that names the port",
      commands: [
        v4, "nft add table inet fw",
        "nft add chain inet fw input { type filter hook input priority 0 ; policy drop ; }",
        "nft add rule inet fw input iifname port0 udp dport 67 accept",
        "nft add rule inet fw input iif port0 accept",
      ]),
    HostSituation(
      name: "nexthop objects that no route uses",
      commands: [v4, side4, "nexthop add id 7 via 192.0.2.254 dev port0"]),
    HostSituation(
      name: "a route by a nexthop object",
      commands: [v4, "nexthop add id 7 via 192.0.2.254 dev port0", "route add 10.0.0.0/8 nhid 7"],
      refusal: "by nexthop object 7"),
    HostSituation(
      name: "a port of a VRF, or of another master",
      commands: [v4, "link add br1 type bridge", "link set port0 master br1"],
      refusal: "a port of br1 already"),
  ]
}
