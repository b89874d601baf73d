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

extension Broute {
  /// What nftables' table says it is for, as its comment: `eth0 raw 02:00:00:00:00:01`, `eth0 udp`.
  package var comment: String {
    switch recipe {
    case .raw(let mac): "\(port) raw \(mac)"
    case .udp: "\(port) udp"
    case .classic: "\(port) classic"
    }
  }

  /// Reads back what `comment` wrote, of the recipes that are applied.
  package init?(_ comment: String) {
    let words = comment.split(separator: " ").map(String.init)
    guard let port = words.first.flatMap(InterfaceName.init) else { return nil }
    switch (words.dropFirst().first, words.count) {
    case ("udp", 2): self.init(port: port, dialect: .nftables, recipe: .udp)
    case ("raw", 3):
      guard let mac = MACAddress(words[2]) else { return nil }
      self.init(port: port, dialect: .nftables, recipe: .raw(mac: mac))
    default: return nil
    }
  }
}
