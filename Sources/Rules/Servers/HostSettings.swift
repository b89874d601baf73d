public import Wire

/// What else has a say about this host's interfaces: sysctls, and the programs that manage them.
public struct HostSettings: Hashable, Sendable {
  /// A sysctl of each interface, `net.FAMILY.conf.INTERFACE.NAME`.
  public struct Sysctl: Hashable, Sendable {
    /// `ipv4` or `ipv6`.
    public var family: String
    /// Its last part: `rp_filter`.
    public var name: String

    /// Those that decide whether and to whom a host answers: they stay with the port when its address moves.
    public static let all =
      ["rp_filter", "arp_ignore", "arp_announce", "arp_filter", "proxy_arp", "forwarding"].map {
        Sysctl(family: "ipv4", name: $0)
      } + ["accept_ra", "forwarding", "disable_ipv6"].map { Sysctl(family: "ipv6", name: $0) }

    /// Source validation, ip-sysctl: 0 none, 1 strict, 2 loose.
    public static let reversePathFilter = Sysctl(family: "ipv4", name: "rp_filter")

    /// `net.ipv4.conf.eth0.rp_filter`; a dot in the interface's name is written as a slash, sysctl(8).
    public func key(of interface: String) -> String {
      let name = String(interface.map { $0 == "." ? "/" : $0 })
      return "net.\(family).conf.\(name).\(self.name)"
    }
  }

  /// A program that takes an interface for its own.
  public enum Manager: Hashable, Sendable {
    /// systemd-networkd.
    case networkd
    /// NetworkManager.
    case networkManager
    /// ifup(8) of ifupdown.
    case ifupdown
    /// A DHCP client that runs for it.
    case client(process: String, pid: Int32)
  }

  /// The values of an interface's sysctls; `all` and `default` are as interfaces.
  public var sysctls: [String: [Sysctl: Int]]
  /// Who manages an interface.
  public var managers: [InterfaceName: [Manager]]

  /// Settings from their parts.
  public init(sysctls: [String: [Sysctl: Int]] = [:], managers: [InterfaceName: [Manager]] = [:]) {
    self.sysctls = sysctls
    self.managers = managers
  }

  /// The rp_filter that holds on an interface: the larger of its own and that of `all`.
  public func reversePathFilter(of interface: InterfaceName) -> Int {
    [interface.description, "all"].compactMap { sysctls[$0]?[.reversePathFilter] }.max() ?? 0
  }
}
