public import Wire

/// What the host's packet filter, nftables or iptables-nft, says about interfaces by their names.
public struct Firewall: Hashable, Sendable {
  /// Rules of one chain that name one interface.
  public struct Mention: Hashable, Sendable {
    /// `ip`, `ip6` or `inet`.
    public var family: String
    /// The table.
    public var table: String
    /// The chain.
    public var chain: String
    /// How the interface is named.
    public var name: Name
    /// How many rules there name it so.
    public var rules: Int
    /// The chain is on the way of what is for this host: hooks prerouting and input, and where those jump to.
    public var isInput: Bool
    /// What no rule there accepts is dropped.
    public var isClosed: Bool
    /// One of the rules may be what lets DHCP pass.
    public var mayConcernDHCP: Bool

    /// A mention from its parts.
    public init(
      family: String, table: String, chain: String, name: Name, rules: Int = 1, isInput: Bool, isClosed: Bool,
      mayConcernDHCP: Bool
    ) {
      self.family = family
      self.table = table
      self.chain = chain
      self.name = name
      self.rules = rules
      self.isInput = isInput
      self.isClosed = isClosed
      self.mayConcernDHCP = mayConcernDHCP
    }

    /// `table inet fw, chain input`
    public var place: String { "table \(family) \(table), chain \(chain)" }
  }

  /// How a rule names an interface.
  public enum Name: Hashable, Sendable {
    /// `iifname "eth0"`, `iif "eth0"`, `-i eth0`
    case exact(String)
    /// `iifname "eth*"`, `-i eth+`
    case prefix(String)

    func matches(_ interface: InterfaceName) -> Bool {
      switch self {
      case .exact(let name): name == interface.description
      case .prefix(let start): interface.description.hasPrefix(start)
      }
    }
  }

  /// What names an interface.
  public var mentions: [Mention]
  /// There was too much of it to be looked through.
  public var isCutShort: Bool

  /// A firewall from its parts.
  public init(mentions: [Mention] = [], isCutShort: Bool = false) {
    self.mentions = mentions
    self.isCutShort = isCutShort
  }

  /// Chains in which more rules match what comes by `port` than what comes by `bridge`: when the addresses move there,
  /// some match nothing any more.
  public func mentions(of port: InterfaceName, notOf bridge: InterfaceName) -> [Mention] {
    let here = mentions.filter { $0.name.matches(port) }
    return here.filter { mention in
      guard !mention.name.matches(bridge) else { return false }
      let inChain = { (names: [Mention], interface: InterfaceName) in
        names.filter { $0.place == mention.place && $0.name.matches(interface) }.map(\.rules).reduce(0, +)
      }
      return inChain(here, port) > inChain(mentions, bridge)
    }
  }
}
