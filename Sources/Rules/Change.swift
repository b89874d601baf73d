public import Wire

/// The single-port bridge to build.
public struct Bridge: Hashable, Sendable {
  /// Its name.
  public var name: InterfaceName
  /// Its one port.
  public var port: InterfaceName
  /// Its hardware address, the port's; nil only in a pure print that was not told it.
  public var address: MACAddress?
  /// Who asked for it.
  public var origin: Origin

  /// A bridge from its parts.
  public init(name: InterfaceName, port: InterfaceName, address: MACAddress?, origin: Origin) {
    self.name = name
    self.port = port
    self.address = address
    self.origin = origin
  }

  /// The mark that says it is dhcpward's, kept by the kernel as IFLA_IFALIAS: `dhcpward hand eth0`.
  public var alias: String { "dhcpward \(origin.rawValue) \(port)" }

  /// Reads a bridge of dhcpward's back from a link; nil for any other link.
  public init?(_ link: Link) {
    guard link.kind == .bridge, let words = link.alias?.split(separator: " "), words.count == 3, words[0] == "dhcpward",
      let origin = Origin(rawValue: String(words[1])), let port = InterfaceName(String(words[2]))
    else { return nil }
    self.init(name: link.name, port: port, address: link.address, origin: origin)
  }
}

/// The frame that holds the blocks of one dialect: nftables' table, chain, sets and rules, or ebtables' user
/// chain and the jumps to it.
public struct Ruleset: Hashable, Sendable {
  /// Whose language.
  public var dialect: Dialect
  /// The scopes it adds, in the order of `Scope.allCases`. In ebtables a scope needs nothing of its own.
  public var scopes: [Scope]
  /// Whether the table (chain) itself is made or removed with them.
  public var includesTable: Bool

  /// A ruleset from its parts.
  public init(dialect: Dialect, scopes: [Scope], includesTable: Bool) {
    self.dialect = dialect
    self.scopes = scopes
    self.includesTable = includesTable
  }
}

/// One rule of ebtables' broute table.
public struct BrouteRule: Hashable, Sendable {
  /// What it matches, beside the port the frame came in by.
  public enum Match: Hashable, Sendable {
    /// `-p IPv4 --ip-dst ADDRESS`
    case ipv4(to: IPv4Address)
    /// `-p ARP -d MAC`
    case arp(to: MACAddress)
  }

  /// What becomes of the frame. In broute ebtables' own DROP means route, its ACCEPT means bridge.
  public enum Verdict: Hashable, Sendable {
    /// Given to the IP stack on the port itself.
    case routeUp
    /// Given to the bridge.
    case bridge
  }

  /// The port the frame came in by.
  public var port: InterfaceName
  /// What it matches.
  public var match: Match
  /// What becomes of the frame.
  public var verdict: Verdict

  /// A rule from its parts.
  public init(port: InterfaceName, match: Match, verdict: Verdict) {
    self.port = port
    self.match = match
    self.verdict = verdict
  }
}

/// One step of a plan. Each has an inverse.
public enum Change: Hashable, Sendable {
  /// `ip link add BRIDGE address MAC type bridge stp_state 0 forward_delay 0 mcast_snooping 0`, and up.
  case createBridge(Bridge)
  /// `ip link delete BRIDGE`
  case deleteBridge(Bridge)
  /// `ip link set PORT master BRIDGE`
  case enslave(port: InterfaceName, bridge: InterfaceName)
  /// `ip link set PORT nomaster`
  case release(port: InterfaceName, bridge: InterfaceName)
  /// `ip address add`
  case addAddress(Address)
  /// `ip address delete`
  case removeAddress(Address)
  /// `ip route add`
  case addRoute(Route)
  /// `ip route delete`
  case removeRoute(Route)
  /// `ip neighbour add ... nud permanent`
  case addNeighbour(Neighbour)
  /// `ip neighbour delete`
  case removeNeighbour(Neighbour)
  /// The table and what a scope needs.
  case installRuleset(Ruleset)
  /// The same, gone.
  case removeRuleset(Ruleset)
  /// Drop this source.
  case block(Block, Dialect)
  /// Let it pass again.
  case unblock(Block, Dialect)
  /// `ebtables -t broute -A BROUTING ...`
  case addBroute(BrouteRule)
  /// `ebtables -t broute -D BROUTING ...`
  case removeBroute(BrouteRule)

  /// The change that undoes this one.
  public var inverse: Change {
    switch self {
    case .createBridge(let bridge): .deleteBridge(bridge)
    case .deleteBridge(let bridge): .createBridge(bridge)
    case .enslave(let port, let bridge): .release(port: port, bridge: bridge)
    case .release(let port, let bridge): .enslave(port: port, bridge: bridge)
    case .addAddress(let address): .removeAddress(address)
    case .removeAddress(let address): .addAddress(address)
    case .addRoute(let route): .removeRoute(route)
    case .removeRoute(let route): .addRoute(route)
    case .addNeighbour(let neighbour): .removeNeighbour(neighbour)
    case .removeNeighbour(let neighbour): .addNeighbour(neighbour)
    case .installRuleset(let ruleset): .removeRuleset(ruleset)
    case .removeRuleset(let ruleset): .installRuleset(ruleset)
    case .block(let block, let dialect): .unblock(block, dialect)
    case .unblock(let block, let dialect): .block(block, dialect)
    case .addBroute(let rule): .removeBroute(rule)
    case .removeBroute(let rule): .addBroute(rule)
    }
  }
}
