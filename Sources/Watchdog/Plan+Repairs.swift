import Rules
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

  /// What a repair of the bridge did, for a person.
  func repairs(of bridge: Bridge) -> [String] {
    var addresses: [String] = []
    var (isBuilt, isTakenIn, isBrouted) = (false, false, false)
    for change in changes {
      switch change {
      case .createBridge: isBuilt = true
      case .enslave: isTakenIn = true
      case .installBroute: isBrouted = true
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
      + (addresses.isEmpty
        ? [] : ["\(addresses.joined(separator: ", ")) came to \(bridge.port): moved to \(bridge.name)"])
  }
}
