internal import Wire

extension Change {
  /// A short name for programs: `create-bridge`.
  public var name: String {
    switch self {
    case .createBridge: "create-bridge"
    case .deleteBridge: "delete-bridge"
    case .markBridge: "mark-bridge"
    case .enslave: "enslave"
    case .release: "release"
    case .addAddress: "add-address"
    case .removeAddress: "remove-address"
    case .addRoute: "add-route"
    case .removeRoute: "remove-route"
    case .addNeighbour: "add-neighbour"
    case .removeNeighbour: "remove-neighbour"
    case .orderRoutes: "order-routes"
    case .setSysctl: "set-sysctl"
    case .installRuleset: "install-ruleset"
    case .removeRuleset: "remove-ruleset"
    case .block: "block"
    case .unblock: "unblock"
    case .installGate: "install-gate"
    case .removeGate: "remove-gate"
    case .changeGate: "change-gate"
    case .know: "know"
    case .forget: "forget"
    case .installBroute: "install-broute"
    case .removeBroute: "remove-broute"
    case .installVLANFilter: "install-vlan-filter"
    case .removeVLANFilter: "remove-vlan-filter"
    case .changeVLANFilter: "change-vlan-filter"
    }
  }

  /// The command lines that would do the same, each as its words. A block is told as for a source that is not
  /// blocked yet.
  public var commands: [[String]] {
    IPText.commands(self) + NFTablesText.commands(self) + EbtablesText.commands(self)
  }
}

extension Change: CustomStringConvertible {
  /// What is done, in words.
  public var description: String {
    switch self {
    case .createBridge(let bridge):
      "create bridge \(bridge.name)\(bridge.address.map { " with the address \($0)" } ?? "") for \(bridge.port)"
    case .deleteBridge(let bridge): "delete bridge \(bridge.name)"
    case .markBridge(let bridge, _):
      bridge.deadline == nil
        ? "let bridge \(bridge.name) stay, confirmed" : "let bridge \(bridge.name) wait to be confirmed"
    case .enslave(let port, let bridge): "make \(port) a port of \(bridge)"
    case .release(let port, let bridge): "take \(port) out of \(bridge)"
    case .addAddress(let address): "give \(address.interface) the address \(address.prefix)"
    case .removeAddress(let address): "take the address \(address.prefix) from \(address.interface)"
    case .addRoute(let route): "add \(route.words)"
    case .removeRoute(let route): "delete \(route.words)"
    case .addNeighbour(let neighbour): "add \(neighbour.words)"
    case .removeNeighbour(let neighbour): "delete \(neighbour.words)"
    case .orderRoutes(let routes, let old):
      routes.isEmpty
        ? "note the order of the routes to \(old.first?.destination.description ?? "nowhere")"
        : "put the routes to \(routes[0].destination) in their order: \(routes.map(\.words).joined(separator: ", "))"
    case .setSysctl(let sysctl, let interface, let value, _):
      "set \(sysctl.key(of: "\(interface)")) to \(value), as on the port"
    case .installRuleset(let ruleset): "install \(ruleset.words)"
    case .removeRuleset(let ruleset): "remove \(ruleset.words)"
    case .block(let block, let table):
      "block \(block.words), \(block.lifetime.map { "for \($0.compact)" } ?? "forever") (\(table.words))"
    case .unblock(let block, let table): "unblock \(block.words) (\(table.words))"
    case .installGate(let gate): "install \(gate.words)"
    case .removeGate(let gate): "remove \(gate.words)"
    case .changeGate(let gate, let old): "install \(gate.words) in place of \(old.rate)/s"
    case .know(let one, let table):
      one.isExempt
        ? "let \(one.mac) pass beside newcomers (\(table.words))"
        : "know \(one.mac) to be healthy, \(one.lifetime.map { "for \($0.compact)" } ?? "forever") (\(table.words))"
    case .forget(let one, let table):
      one.isExempt
        ? "let \(one.mac) pass as any newcomer (\(table.words))"
        : "forget that \(one.mac) is healthy (\(table.words))"
    case .installBroute(let broute): "install \(broute.words)"
    case .removeBroute(let broute): "remove \(broute.words)"
    case .installVLANFilter(let filter), .changeVLANFilter(let filter, _): filter.words
    case .removeVLANFilter(let filter): "let in by \(filter.port) what has the tag of any VLAN"
    }
  }
}

extension Block {
  fileprivate var words: String { "\(subject), \(scope.words)" + (port.map { ", at \($0) only" } ?? "") }
}

extension Scope {
  fileprivate var words: String {
    switch self {
    case .dhcp: "DHCP"
    case .all: "every frame"
    case .llc: "802.3 frames"
    }
  }
}

extension Ruleset {
  fileprivate var words: String {
    let scopes = sets.map { set in
      set.clients.map { "clients behind routers (DHCP\($0.rawValue))" }
        ?? set.scope.words + (set.isAtPort ? " at one port" : "")
    }.joined(separator: ", ")
    let own =
      own.isEmpty ? "" : "no DHCP from this host's own \(own.map(\.description).joined(separator: ", "))"
    if table.dialect == .bpf {
      let program = program.map { $0.words } ?? "the program"
      let words = isOfOwn ? own : program + (own.isEmpty ? "" : "; \(own)")
      return "at the XDP hook of \(table.port.map(\.description) ?? "a port") \(words)"
    }
    if isOfOwn { return "in table \(NFTablesText.name(table)) \(own)" }
    switch (table.dialect, includesTable) {
    case (.nftables, _):
      let table = NFTablesText.name(table)
      return (includesTable ? "table \(table) with a set for: " : "in table \(table) a set for: ") + scopes
        + (own.isEmpty ? "" : "; \(own)")
    case (.ebtables, true): return "chain \(EbtablesText.chain) with jumps from INPUT and FORWARD"
    case (.bpf, _): return ""
    case (.ebtables, false): return "nothing in chain \(EbtablesText.chain) for: \(scopes)"
    }
  }
}

extension NewcomerLimit {
  fileprivate var words: String {
    "in table \(NFTablesText.name(table)) a limit of \(rate)/s for DHCP from unknown sources"
  }
}

extension Route {
  /// For people: `default route via 192.0.2.254 on eth0`.
  var words: String {
    let target = destination.length == 0 ? "default route" : "route to \(destination)"
    let ways = hops.map { hop in (hop.gateway.map { "via \($0) " } ?? "") + "on \(hop.interface)" }
    return ([target] + ways).joined(separator: " ") + (table == 254 ? "" : " in table \(table)")
  }
}

extension Neighbour {
  /// For people: `permanent neighbour 192.0.2.9 at 02:00:00:00:00:09 on eth0`.
  var words: String {
    if isProxy { return "proxy for \(address) on \(interface)" }
    let kind = isPermanent ? "permanent " : isManaged ? "managed " : ""
    return "\(kind)neighbour \(address)\(mac.map { " at \($0)" } ?? "") on \(interface)"
  }
}

extension Table {
  fileprivate var words: String {
    switch self {
    case .nftables: "nftables"
    case .ebtables: "ebtables"
    case .brouting: "ebtables, with broute"
    case .netdev(let port): "nftables, ingress of \(port)"
    case .xdp(let port): "XDP hook of \(port)"
    }
  }
}

extension VLANFilter {
  fileprivate var words: String {
    let passing = vlans.map(\.description).joined(separator: ", ")
    return "drop what comes in by \(port) with the tag of a VLAN"
      + (vlans.isEmpty ? "" : ", but of \(passing)")
  }
}

extension Broute {
  fileprivate var words: String {
    "broute rules for \(port) (\(dialect.rawValue)): " + rules.map(\.words).joined(separator: ", then ")
  }
}

extension BrouteRule {
  /// What it does, for people.
  var words: String {
    "\(match.words) is \(verdict == .routeUp ? "routed on the port" : "bridged")"
  }
}

extension BrouteRule.Match {
  fileprivate var words: String {
    switch self {
    case .anything: "everything"
    case .dhcp: "DHCP"
    case .unicast(let mac): "IPv4 in frames to \(mac)"
    case .ipv4(let address): "IPv4 to \(address)"
    case .arp(let mac): "ARP in frames to \(mac)"
    case .arpTarget(let address): "ARP for \(address)"
    case .ipv6: "IPv6"
    }
  }
}
