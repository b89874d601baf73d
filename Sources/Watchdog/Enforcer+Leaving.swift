import Host
import Plans
import Wire

/// The end: the bridge is taken away, and what became of what was on it is looked at, not taken for granted.
extension Enforcer {
  /// Removes the bridge where the daemon built one, whatever its name is now, and says how the network is.
  func unbuild() throws -> String {
    guard let wanted = keeper?.bridge else { return Self.asItWas }
    let network = try machine.network()
    // The mark names the port, so a bridge that was renamed is found.
    guard let standing = network.links.compactMap(Bridge.init).first(where: { $0.port == wanted.port }) else {
      try carryOut(BridgePlanner.leftovers(of: wanted.port, network: network))
      return "there is no bridge of dhcpward's over \(wanted.port) any more; what was on it was left as it is"
    }
    guard standing.origin == .watch else { return "\(standing.name), which was built by hand, stays" }
    try carryOut(try BridgePlanner.down(standing, network: network))
    guard !settings.isDryRun, standing.mode.movesAddresses else { return Self.asItWas }
    return try compare(InterfaceBackup(under: standing, in: network), standing)
  }

  private static let asItWas = "the network is as it was"

  private func compare(_ had: InterfaceBackup, _ bridge: Bridge) throws -> String {
    let now = InterfaceBackup(of: bridge.port, in: try machine.network())
    if let before, before.differences(to: now).isEmpty { return Self.asItWas }
    let lost = had.differences(to: now)
    guard lost.isEmpty else {
      return
        "\(bridge.name) is gone, but \(bridge.port) has not what was on it: \(lost.joined(separator: ", "))"
    }
    let back = "\(bridge.name) is gone, and what was on it is on \(bridge.port)"
    guard let before else { return back }
    return "\(back); other than before \(bridge.name) was built: "
      + before.differences(to: now).joined(separator: ", ")
  }
}
