public import Plans
public import Wire

/// What else has a say about this host's interfaces: sysctls, and the programs that manage them.
public struct HostSettings: Hashable, Sendable {
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
