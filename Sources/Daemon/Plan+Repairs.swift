import Plans
import Wire

extension Change {
  /// A bridge can do without it.
  var isExtra: Bool {
    switch self {
    case .addAddress, .addRoute, .removeRoute, .addNeighbour, .removeNeighbour: true
    default: false
    }
  }
}

extension Plan {
  var installs: Bool { changes.contains { if case .installRuleset = $0 { true } else { false } } }

  /// It lets in, or keeps out, what has come to have a device, or has none any more, and does nothing else.
  var onlyFollowsDevices: Bool {
    changes.allSatisfy { if case .changeVLANFilter(_, let old) = $0 { !old.isDamaged } else { false } }
  }

  /// What a repair of the bridge did.
  func repairs(of bridge: Bridge) -> [NetworkRepair] {
    var addresses: [Prefix] = []
    var (isBuilt, isTakenIn, isBrouted, isFiltered) = (false, false, false, false)
    var vlans: [VLAN]?
    for change in changes {
      switch change {
      case .createBridge: isBuilt = true
      case .enslave: isTakenIn = true
      case .installBroute: isBrouted = true
      case .installVLANFilter: isFiltered = true
      case .changeVLANFilter(let filter, let old):
        if old.isDamaged { isFiltered = true } else { vlans = filter.vlans }
      case .addAddress(let address): addresses.append(address.prefix)
      default: break
      }
    }
    if isBuilt { return [.rebuilt(bridge, addresses: addresses.count)] }
    return (isTakenIn ? [.takenIn(bridge)] : [])
      + (isBrouted ? [.brouted(bridge.port)] : [])
      + (isFiltered ? [.filtered(bridge.port)] : [])
      + (vlans.map { [.vlans($0, on: bridge.name)] } ?? [])
      + (addresses.isEmpty ? [] : [.moved(addresses, bridge)])
  }
}
