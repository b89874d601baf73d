/// A sysctl of each interface, `net.FAMILY.conf.INTERFACE.NAME` (ip-sysctl of the kernel's documentation).
public struct Sysctl: Hashable, Sendable {
  /// `ipv4` or `ipv6`.
  public var family: String
  /// `conf` or `neigh`.
  public var group: String
  /// Its last part: `rp_filter`.
  public var name: String

  /// A sysctl of group `conf` unless said otherwise.
  public init(family: String, group: String = "conf", name: String) {
    self.family = family
    self.group = group
    self.name = name
  }

  /// Those that decide whether and to whom a host answers.
  public static let all =
    ["rp_filter", "arp_ignore", "arp_announce", "arp_filter", "proxy_arp", "forwarding"].map {
      Sysctl(family: "ipv4", name: $0)
    } + ["accept_ra", "forwarding", "disable_ipv6"].map { Sysctl(family: "ipv6", name: $0) }

  /// Source validation, ip-sysctl: 0 none, 1 strict, 2 loose.
  public static let reversePathFilter = Sysctl(family: "ipv4", name: "rp_filter")

  /// Nothing of IPv6 is taken on an interface that has it.
  public static let disableIPv6 = Sysctl(family: "ipv6", name: "disable_ipv6")

  /// An interface is to have its own: how it makes link-local addresses, by which secret, the size of its packets, and
  /// what only tells of a multicast router at work.
  public var isOwn: Bool { ["addr_gen_mode", "stable_secret", "mtu", "mc_forwarding"].contains(name) }

  /// `net.ipv4.conf.eth0.rp_filter`; a dot in the interface's name is written as a slash, sysctl(8).
  public func key(of interface: String) -> String {
    let name = String(interface.map { $0 == "." ? "/" : $0 })
    return "net.\(family).\(group).\(name).\(self.name)"
  }
}
