public import Wire

/// One step of a plan. Each has an inverse.
public enum Change: Hashable, Sendable {
  /// `ip link add BRIDGE address MAC type bridge stp_state 0 forward_delay 0 mcast_snooping 0`, and up.
  case createBridge(Bridge)
  /// `ip link delete BRIDGE`
  case deleteBridge(Bridge)
  /// `ip link set BRIDGE alias MARK`
  case markBridge(Bridge, was: Bridge)
  /// `ip link set PORT master BRIDGE`, and `ip link set PORT type bridge_slave learning off`: with one port there is
  /// nothing to learn, and a flood of random sources would fill the kernel's memory. That goes with the port.
  case enslave(port: InterfaceName, bridge: InterfaceName)
  /// `ip link set PORT nomaster`
  case release(port: InterfaceName, bridge: InterfaceName)
  /// `ip address add`
  case addAddress(Address)
  /// `ip address delete`
  case removeAddress(Address)
  /// `ip route add`
  case addRoute(Route)
  /// `ip route delete`
  case removeRoute(Route)
  /// `ip neighbour add ... nud permanent`
  case addNeighbour(Neighbour)
  /// `ip neighbour delete`
  case removeNeighbour(Neighbour)
  /// Routes of equal rank in the order in which the kernel is to take them: all of them are taken
  /// out, last first, and appended again, in one system call. Without any it does nothing, and only its inverse does.
  case orderRoutes([Route], was: [Route])
  /// `sysctl -w net.ipv4.conf.BRIDGE.NAME=VALUE`
  case setSysctl(Sysctl, of: InterfaceName, to: String, was: String)
  /// The table and what a scope needs.
  case installRuleset(Ruleset)
  /// The same, gone.
  case removeRuleset(Ruleset)
  /// Drop this source.
  case block(Block, Table)
  /// Let it pass again.
  case unblock(Block, Table)
  /// Sources that are not known share a rate from now on.
  case installGate(NewcomerLimit)
  /// The same, gone.
  case removeGate(NewcomerLimit)
  /// They share another rate.
  case changeGate(NewcomerLimit, was: NewcomerLimit)
  /// Let this source pass the gate beside newcomers.
  case know(KnownClient, Table)
  /// It is a newcomer again.
  case forget(KnownClient, Table)
  /// `ebtables -t broute -A DHCPWARD ...`, or `nft add rule bridge dhcpward_broute ... meta broute set 1`
  case installBroute(Broute)
  /// The same, gone.
  case removeBroute(Broute)
  /// Frames of VLANs that have no device on the bridge stay out: `table bridge dhcpward_vlan_PORT`.
  case installVLANFilter(VLANFilter)
  /// The same, gone.
  case removeVLANFilter(VLANFilter)
  /// Other VLANs have a device there now.
  case changeVLANFilter(VLANFilter, was: VLANFilter)

  /// The change that undoes this one.
  public var inverse: Change {
    switch self {
    case .createBridge(let bridge): .deleteBridge(bridge)
    case .deleteBridge(let bridge): .createBridge(bridge)
    case .markBridge(let bridge, let old): .markBridge(old, was: bridge)
    case .enslave(let port, let bridge): .release(port: port, bridge: bridge)
    case .release(let port, let bridge): .enslave(port: port, bridge: bridge)
    case .addAddress(let address): .removeAddress(address)
    case .removeAddress(let address): .addAddress(address)
    case .addRoute(let route): .removeRoute(route)
    case .removeRoute(let route): .addRoute(route)
    case .addNeighbour(let neighbour): .removeNeighbour(neighbour)
    case .removeNeighbour(let neighbour): .addNeighbour(neighbour)
    case .orderRoutes(let routes, let old): .orderRoutes(old, was: routes)
    case .setSysctl(let sysctl, let interface, let value, let old):
      .setSysctl(sysctl, of: interface, to: old, was: value)
    case .installRuleset(let ruleset): .removeRuleset(ruleset)
    case .removeRuleset(let ruleset): .installRuleset(ruleset)
    case .block(let block, let table): .unblock(block, table)
    case .unblock(let block, let table): .block(block, table)
    case .installGate(let gate): .removeGate(gate)
    case .removeGate(let gate): .installGate(gate)
    case .changeGate(let gate, let old): .changeGate(old, was: gate)
    case .know(let one, let table): .forget(one, table)
    case .forget(let one, let table): .know(one, table)
    case .installBroute(let broute): .removeBroute(broute)
    case .removeBroute(let broute): .installBroute(broute)
    case .installVLANFilter(let filter): .removeVLANFilter(filter)
    case .removeVLANFilter(let filter): .installVLANFilter(filter)
    case .changeVLANFilter(let filter, let old): .changeVLANFilter(old, was: filter)
    }
  }
}
