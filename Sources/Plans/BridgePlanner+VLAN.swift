public import Wire

extension Network {
  /// The VLANs with a device on that interface, also above a macvlan of it; of a device on another one the lower tag.
  package func vlans(on interface: InterfaceName) -> [VLAN] {
    let found = links.compactMap { link -> VLAN? in
      guard let vlan = link.vlan, var lower = link.base else { return nil }
      // Interfaces stand on each other in no circle, but a list of them is a stranger's word.
      for _ in links where lower != interface {
        guard let next = self[lower], next.vlan == nil, let below = next.base else { return nil }
        lower = below
      }
      return lower == interface ? vlan : nil
    }
    return Set(found).sorted()
  }
}

extension BridgePlanner {
  /// What brings the port's filter about; nothing where it is so already, or cannot be.
  static func filter(_ wanted: Bridge, _ network: Network) -> [Change] {
    guard let standing = network.vlanFilters else { return [] }
    let filter = VLANFilter(port: wanted.port, vlans: network.vlans(on: wanted.name))
    guard let old = standing.first(where: { $0.port == wanted.port }) else {
      return [.installVLANFilter(filter)]
    }
    return old == filter ? [] : [.changeVLANFilter(filter, was: old)]
  }

  /// Takes away what would go with the bridge of that port, where somebody else took the bridge away; nothing while the
  /// port is in any bridge.
  public static func leftovers(of port: InterfaceName, network: Network) -> Plan {
    guard network[port]?.master == nil, !network.links.contains(where: { Bridge($0)?.port == port }) else {
      return Plan()
    }
    return Plan(companions(of: port, network))
  }

  /// What goes with the bridge of that port.
  static func companions(of port: InterfaceName, _ network: Network) -> [Change] {
    network.broute.filter { $0.port == port }.map { .removeBroute($0) }
      + (network.vlanFilters ?? []).filter { $0.port == port }.map { .removeVLANFilter($0) }
  }

  /// The bridge stands as it was built, whichever devices have come to stand on it since.
  public static func isWhole(_ standing: Bridge, network: Network) throws(PlanError) -> Bool {
    try up(standing, network: network).changes.allSatisfy(\.isOfVLANFilter)
  }
}

extension Change {
  /// Something of a VLAN filter.
  public var isOfVLANFilter: Bool {
    switch self {
    case .installVLANFilter, .removeVLANFilter, .changeVLANFilter: true
    default: false
    }
  }
}
