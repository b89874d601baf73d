public import Wire

/// Which frames of a bridge's port are routed up on the port itself, and which go to the bridge: the content of
/// table broute for one port, or the same in nftables (`meta broute set 1`, table `bridge dhcpward_broute`).
///
/// Blocked sources are not its matter: they are kept on the bridge by `Table.brouting`, or dropped before by
/// `table bridge dhcpward`.
public struct Broute: Hashable, Sendable {
  /// What is routed up.
  public enum Recipe: Hashable, Sendable {
    /// For servers with raw sockets on the bridge, which has the address: unicast IPv4 to `mac`, but DHCP.
    case raw(mac: MACAddress)
    /// For servers with UDP sockets; the address is on the port: everything.
    case udp
    /// The old page's pair with what it lacks; the address is on the port. For UDP sockets.
    case classic(mac: MACAddress, addresses: [IPv4Address])
  }

  /// The port the frames come in by.
  public var port: InterfaceName
  /// In whose language.
  public var dialect: Dialect
  /// What is routed up.
  public var recipe: Recipe

  /// Broute rules from their parts.
  public init(port: InterfaceName, dialect: Dialect, recipe: Recipe) {
    self.port = port
    self.dialect = dialect
    self.recipe = recipe
  }

  /// The rules, first to last. A frame that none matches is bridged.
  public var rules: [BrouteRule] {
    switch recipe {
    case .raw(let mac):
      [BrouteRule(match: .dhcp, verdict: .bridge), BrouteRule(match: .unicast(to: mac), verdict: .routeUp)]
    case .udp:
      [BrouteRule(match: .anything, verdict: .routeUp)]
    case .classic(let mac, let addresses):
      addresses.flatMap { address in
        [
          BrouteRule(match: .ipv4(to: address), verdict: .routeUp),
          BrouteRule(match: .arpTarget(address), verdict: .routeUp),
        ]
      } + [
        BrouteRule(match: .arp(to: mac), verdict: .routeUp),
        BrouteRule(match: .ipv4(to: IPv4Address(bits: .max)), verdict: .routeUp),
        BrouteRule(match: .ipv6, verdict: .routeUp),
      ]
    }
  }
}
