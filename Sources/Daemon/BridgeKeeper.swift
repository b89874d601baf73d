import Plans
import Wire

/// Keeps the daemon's bridge: remembers what it had while it was whole, and plans what is to be put
/// back.
struct BridgeKeeper {
  /// The bridge as it is to stand.
  let bridge: Bridge
  /// The port's device is not there.
  private(set) var isPortGone = false
  /// When a thing that went from the bridge is taken as gone for good.
  private(set) var settles: BootTime?

  private var backup = InterfaceBackup()
  private var taken = BootTime(seconds: 0)

  // A bridge that is being deleted loses its addresses one by one before it goes itself.
  private static let grace: Duration = .seconds(1)

  /// Keeps this bridge.
  init(_ bridge: Bridge) { self.bridge = bridge }

  /// Takes the network as it is now, and says what is to be put back.
  mutating func look(at network: Network, now: BootTime) throws(PlanError) -> Plan {
    isPortGone = network[bridge.port] == nil
    let had = backup.aged(by: now - taken)
    backup = had
    taken = now
    if isWhole(network) {
      let has = InterfaceBackup(of: bridge.name, in: network)
      if !has.lacks(had) || settles.map({ $0 <= now }) == true {
        backup = has
        settles = nil
      } else {
        backup = has.joined(with: had)
        settles = settles ?? now + Self.grace
      }
    } else {
      settles = nil
    }
    return try BridgePlanner.restore(bridge, backup: backup, network: network)
  }

  private func isWhole(_ network: Network) -> Bool {
    guard let link = network[bridge.name], link.isUp, Bridge(link)?.port == bridge.port else { return false }
    return network[bridge.port].map { $0.master == bridge.name } ?? true
  }
}
