import Plans
import Wire

/// Keeps the daemon's bridge: remembers what it had while it was whole, and plans what is to be put back. Times are
/// of the steady clock.
struct BridgeKeeper {
  /// The bridge as it is to stand.
  let bridge: Bridge
  /// The port's device is not there.
  private(set) var isPortGone = false
  /// When a thing that went from the bridge is taken as gone for good.
  private(set) var settles: Timestamp?

  private var keepsake = InterfaceBackup()
  private var taken = Timestamp(seconds: 0)

  // A bridge that is being deleted loses its addresses one by one before it goes itself.
  private static let grace: Duration = .seconds(1)

  /// Keeps this bridge.
  init(_ bridge: Bridge) { self.bridge = bridge }

  /// Takes the network as it is now, and says what is to be put back.
  mutating func look(at network: Network, now: Timestamp) throws(PlanError) -> Plan {
    isPortGone = network[bridge.port] == nil
    let had = keepsake.aged(by: now - taken)
    keepsake = had
    taken = now
    if isWhole(network) {
      let has = InterfaceBackup(of: bridge.name, in: network)
      if !has.lacks(had) || settles.map({ $0 <= now }) == true {
        keepsake = has
        settles = nil
      } else {
        keepsake = has.joined(with: had)
        settles = settles ?? now + Self.grace
      }
    } else {
      settles = nil
    }
    return try BridgePlanner.restore(bridge, keepsake: keepsake, network: network)
  }

  private func isWhole(_ network: Network) -> Bool {
    guard let link = network[bridge.name], link.isUp, Bridge(link)?.port == bridge.port else { return false }
    return network[bridge.port].map { $0.master == bridge.name } ?? true
  }
}
