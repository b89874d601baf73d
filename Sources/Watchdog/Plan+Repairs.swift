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

  /// What a repair of the bridge did, for a person.
  func repairs(of bridge: Bridge) -> [String] {
    var addresses: [String] = []
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
      case .addAddress(let address): addresses.append("\(address.prefix)")
      default: break
      }
    }
    if isBuilt {
      let count = addresses.count == 1 ? "1 address" : "\(addresses.count) addresses"
      return ["somebody deleted \(bridge.name): built again over \(bridge.port) with \(count)"]
    }
    return (isTakenIn ? ["\(bridge.port) was not in \(bridge.name): taken in again"] : [])
      + (isBrouted ? ["somebody took the broute rules of \(bridge.port) away: put back"] : [])
      + (isFiltered ? ["somebody took the VLAN filter of \(bridge.port) away: put back"] : [])
      + (vlans.map { ["\(bridge.name) has devices for \($0.inWords) now: frames of others stay out"] } ?? [])
      + (addresses.isEmpty
        ? [] : ["\(addresses.joined(separator: ", ")) came to \(bridge.port): moved to \(bridge.name)"])
  }
}

extension [VLAN] {
  fileprivate var inWords: String {
    isEmpty ? "no VLAN" : "VLAN " + map(\.description).joined(separator: ", ")
  }
}
