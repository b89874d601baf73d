import Host
import Plans
import Wire

/// The end: the bridge is taken away, and what became of what was on it is looked at, not taken for granted.
extension Enforcer {
  /// Removes the bridge where the daemon built one, whatever its name is now, and says how the network is.
  func unbuild() throws -> Occurrence.Restoration {
    guard let wanted = keeper?.bridge else { return .whole }
    let network = try host.network()
    // The mark names the port, so a bridge that was renamed is found.
    guard let standing = network.links.compactMap(Bridge.init).first(where: { $0.port == wanted.port }) else {
      try carryOut(BridgePlanner.leftovers(of: wanted.port, network: network))
      return .noBridge(over: wanted.port)
    }
    guard standing.origin == .watch else { return .bridgeByHand(standing.name) }
    try carryOut(try BridgePlanner.down(standing, network: network))
    guard !settings.isDryRun, standing.mode.movesAddresses else { return .whole }
    return try compare(InterfaceBackup(under: standing, in: network), standing)
  }

  private func compare(_ had: InterfaceBackup, _ bridge: Bridge) throws -> Occurrence.Restoration {
    let now = InterfaceBackup(of: bridge.port, in: try host.network())
    let otherwise = before?.differences(to: now)
    guard otherwise?.isEmpty != true else { return .whole }
    let lost = had.differences(to: now)
    guard lost.isEmpty else { return .lost(bridge: bridge.name, port: bridge.port, lost) }
    return .moved(bridge: bridge.name, port: bridge.port, otherwise: otherwise ?? [])
  }
}
