import Flood
import Host
import Placement
import Plans
import Wire

/// What comes in with an address of what is guarded: nobody's.
extension Enforcer {
  /// Rules of their own drop DHCP that comes in from this address.
  func isDropped(_ mac: MACAddress) -> Bool {
    site.dialect != .ebtables && sets.contains { $0.scope == .dhcp } && ownAddresses.contains(mac)
  }

  /// What an earlier run left that is no address of this machine any more.
  func outdated(_ running: RunningRules) throws -> Plan {
    let others = running.own.keys.filter { !ownAddresses.contains($0) }
    guard !others.isEmpty else { return Plan() }
    let machines = try exemptions.read().own
    return BlockPlanner.own(
      ownAddresses, gone: others.filter { !machines.contains($0) }.sorted(), running: running)
  }

  /// Takes the addresses that what is guarded has now, as with another port of a bond.
  func followOwn(_ network: Network, _ news: inout News) {
    let fresh = site.ownAddresses(in: network)
    // An interface that is gone may come again as it was.
    guard !fresh.isEmpty, fresh != ownAddresses else { return }
    let gone = ownAddresses.filter { !fresh.contains($0) }
    ownAddresses = fresh
    exemptions.expire()
    guard site.dialect != .ebtables else { return }
    do {
      let plan = BlockPlanner.own(fresh, gone: gone, running: try host.frame(site.table))
      guard !plan.isEmpty else { return }
      try writer.apply(plan)
      news.repairs.append(.owns(fresh, site.interface))
    } catch {
      news.repairs.append(.notOwned(site.interface, "\(error)"))
      news.doubtsRules = true
    }
  }
}
