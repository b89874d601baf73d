public import Plans

/// What this kernel and these tools can do, probed by Kernel and handed to the planner as a value.
public struct Capabilities: Hashable, Sendable {
  /// The kernel takes a table of family `bridge` with a set of timeouts and counters; else why not.
  public var nftables: Support
  /// The `ebtables` command can list table filter; else why not.
  public var ebtables: Support
  /// The kernel takes a table of family `netdev` with a chain at an ingress hook; else why not.
  public var netdev: Support
  /// nftables can send a bridge's frames up on their port (`meta broute set 1`); else why not.
  public var nftablesBroute: Support
  /// The `ebtables` command can list table broute; else why not.
  public var ebtablesBroute: Support

  /// The kernel takes a program for an XDP hook; else why not.
  public var xdp = Support.fails("not looked at")

  /// Whether broute rules work in that language.
  public func broute(_ dialect: Dialect) -> Support {
    switch dialect {
    case .nftables: nftablesBroute
    case .ebtables: ebtablesBroute
    case .bpf: .fails("a program at the XDP hook has no broute")
    }
  }

  /// Whether a thing can be done, and if not the system's words.
  public enum Support: Hashable, Sendable {
    /// It was tried and worked.
    case works
    /// It was tried and failed, with these words.
    case fails(String)
  }

  /// Capabilities from their parts.
  public init(
    nftables: Support, ebtables: Support, netdev: Support = .fails("not looked at"),
    nftablesBroute: Support = .fails("not looked at"), ebtablesBroute: Support = .fails("not looked at")
  ) {
    self.nftables = nftables
    self.ebtables = ebtables
    self.netdev = netdev
    self.nftablesBroute = nftablesBroute
    self.ebtablesBroute = ebtablesBroute
  }
}
