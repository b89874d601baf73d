import CNetlink
import Glibc
import HostNetwork
public import Netlink
public import PacketFilter
public import Placement
public import Plans
import System
public import Wire

/// This machine as the commands and the daemon see it: what its kernel can do and has now, and the one way to
/// change it.
public final class Machine {
  private let applier: Applier

  /// Opens the way to the kernel; changes nothing.
  public init() throws(NetlinkError) { applier = try Applier() }

  /// Throws, with EPERM, unless this process may change the network here. Asks for what the kernel refuses in
  /// any case, but for another reason: the removal of an address from no interface.
  public func requireAdministration() throws(NetlinkError) {
    let socket = try NetlinkSocket(.route)
    var header = [UInt8](repeating: 0, count: 8)
    header[0] = UInt8(AF_INET)
    let request = NetlinkMessage(type: UInt16(RTM_DELADDR), header: header)
    do throws(NetlinkError) {
      try socket.perform(request, operation: "administer the network")
    } catch  where error.errno == EPERM {
      throw error
    } catch {}
  }

  /// What this kernel and these tools can do, as far as `wish` asks; without a wish, all of it.
  public func capabilities(for wish: Site.Wish? = nil) -> Capabilities {
    let needsBroute = wish.map { $0.mode?.broutes ?? ($0.mode == nil && $0.dialect == .ebtables) } ?? true
    // To have the kernel check a program takes longer than all the rest.
    let needsXDP =
      wish.map { $0.mode == .xdp || $0.mode == nil && $0.dialect == nil && $0.bridge == nil } ?? true
    return CapabilityProbe.capabilities(brouteByEbtables: needsBroute || hasEbtablesBroute, xdp: needsXDP)
  }

  /// The links, addresses, routes, neighbours, broute rules and filters of tagged frames of this network namespace.
  public func network() throws(NetlinkError) -> Network {
    var network = try applier.network()
    // Asking ebtables takes a process, and may load a module: only where it can have something to say.
    hasEbtablesBroute = network.links.contains {
      Bridge($0)?.mode.broutes == true && Bridge($0)?.dialect == .ebtables
    }
    network.ingress = try? applier.rulesets.ingressPort()
    for place in network.links.indices where network.links[place].kind == .ethernet("") {
      let offloads = ReceiveOffloads(of: network.links[place].name)
      (network.links[place].offloads, network.links[place].fixedOffloads) = (offloads.on, offloads.fixed)
    }
    for link in network.links where link.xdp != nil {
      if (try? applier.rulesets.isHooked(link.name)) == true { network.hooks.insert(link.name) }
    }
    if let broute = try? applier.rulesets.broute(.nftables) { network.broute.append(broute) }
    if hasEbtablesBroute, let broute = try? applier.rulesets.broute(.ebtables) {
      network.broute.append(broute)
    }
    listVLANFilters(&network)
    return network
  }

  /// The same, with what a bridge over that port is to be given of its sysctls.
  public func network(under port: InterfaceName, _ bridge: InterfaceName?) throws(NetlinkError) -> Network {
    var network = try network()
    lookForVLANFilters(&network)
    for name in ["default", "\(port)"] + (bridge.map { ["\($0)"] } ?? []) {
      let found = SysctlFiles.read(of: name)
      if !found.isEmpty { network.sysctls[name] = found }
    }
    // Only the first network namespace has neigh/default; the loopback has the same values.
    let loopback = SysctlFiles.read(of: "lo").filter { $0.key.group == "neigh" }
    network.sysctls["default"]?.merge(loopback) { known, _ in known }
    return network
  }

  private var hasEbtablesBroute = false
  private lazy var vlanFiltering = CapabilityProbe.vlanFilter()

  // What the kernel can do is tried out by a transaction, for which others wait: only where a filter is missing.
  private func listVLANFilters(_ network: inout Network) {
    network.vlanFilters = try? applier.rulesets.vlanFilters()
    let ports = Set((network.vlanFilters ?? []).map(\.port))
    let isMissing = network.links.compactMap(Bridge.init).contains { !ports.contains($0.port) }
    if isMissing { lookForVLANFilters(&network) }
  }

  // Of a network whose filters were listed.
  private func lookForVLANFilters(_ network: inout Network) {
    switch vlanFiltering {
    case .works: network.vlanFilters = network.vlanFilters ?? []
    case .fails(let words):
      network.vlanFilters = nil
      network.vlanObstacle = words
    case nil:
      // Who may not look plans as if what stands were whole, so that a plan to build has the step.
      network.vlanFilters = network.links.compactMap(Bridge.init).map {
        VLANFilter(port: $0.port, vlans: network.vlans(on: $0.name))
      }
    }
  }

  /// Whether there is an interface of that name.
  public func hasInterface(_ name: InterfaceName) -> Bool { LinkReader.isThere(name) }

  /// dhcpward's own bridges: a small look, where the routes of a full table would take seconds.
  public func bridges() throws(NetlinkError) -> [Bridge] {
    try LinkReader(NetlinkSocket(.route)).links.compactMap(Bridge.init)
  }

  /// The links and addresses, the routes and neighbours of these interfaces alone, the filters of tagged frames where a
  /// bridge of dhcpward's stands, and the broute rules of a dialect (nil for none): what costs little however much else there is.
  public func network(around names: Set<InterfaceName>, broute dialect: Dialect?) throws(NetlinkError)
    -> Network
  {
    var network = try applier.network(around: names)
    if let dialect, let broute = try? applier.rulesets.broute(dialect) { network.broute = [broute] }
    // Who finds no bridge looks at everything.
    if network.links.contains(where: { Bridge($0) != nil }) { listVLANFilters(&network) }
    return network
  }

  /// What dhcpward has standing in one table, whoever put it there.
  public func rules(_ table: Table) throws -> RunningRules { try applier.rulesets.running(table) }

  /// The same without the blocks: in nftables it costs the same however many there are.
  public func frame(_ table: Table) throws -> RunningRules {
    try applier.rulesets.running(table, withBlocks: false)
  }

  /// Tells from now on what others do to that table and to these interfaces.
  public func monitor(_ table: Table, _ names: Set<InterfaceName>) throws(NetlinkError) -> KernelMonitor {
    let rulesets = applier.rulesets
    let family: UInt8 =
      switch table {
      case .netdev: 5  // NFPROTO_NETDEV
      case .xdp: 0  // None of its tables is ours.
      default: 7  // NFPROTO_BRIDGE
      }
    return try KernelMonitor(family: family, names: names, isOwn: rulesets.owns)
  }

  /// Whether the kernel tells of changes to that table; it does not for ebtables-legacy.
  public func isTold(of table: Table) -> Bool {
    table.dialect != .ebtables || Ebtables().isNFTables
  }

  /// What stands in every table that there can be here; `network` where it is known already. Looks and tries nothing: a
  /// trial is a transaction, for whose end the kernel lets the daemon's own wait, under a flood a tenth of a second.
  public func allRules(in network: Network? = nil) throws -> [RunningRules] {
    var found: [RunningRules] = []
    var failure: (any Error)?
    for link in try (network ?? self.network()).links where link.xdp != nil {
      let running = try rules(.xdp(link.name))
      if running.hasTable { found.append(running) }
    }
    do {
      found.append(try rules(.nftables))
      if let port = try applier.rulesets.ingressPort() { found.append(try rules(.netdev(port))) }
    } catch {
      // A kernel without nftables is no reason not to look at ebtables.
      guard CapabilityProbe.capabilities(brouteByEbtables: false).nftables != .works else { throw error }
      failure = error
    }
    do {
      let brouting = try (network ?? self.network()).broute.first { $0.dialect == .ebtables }
      found.append(try rules(brouting.map { .brouting($0.port) } ?? .ebtables))
    } catch let error as ToolError {
      failure = failure ?? error
    }
    // Where nothing works, why is to be said.
    guard found.isEmpty, let failure else { return found }
    throw failure
  }

  /// dhcpward's programs at XDP hooks, as far as this process may look: only root may at those of others.
  public func programs(in network: Network) throws -> [XDPStanding] {
    try network.links.filter { $0.xdp != nil }.compactMap { try applier.rulesets.hooked($0.name) }
  }

  /// What the program at a port's XDP hook tells as it happens; nil where there is none of this process's.
  public func reports(at port: InterfaceName) -> XDPReports? { applier.rulesets.reports(port) }

  /// Whether this kernel can hold a gate in that table; else why not. Tried without leaving anything.
  public func support(ofGateIn table: Table) -> Capabilities.Support { CapabilityProbe.gate(table) }

  /// This host's own addresses whose DHCP is dropped where it comes in, each with how many messages were; none in
  /// ebtables.
  public func own(_ table: Table) throws -> [MACAddress: UInt64] { try applier.rulesets.own(table) }

  /// One block as it stands now; nil when it does not.
  public func standing(_ block: Block, _ table: Table) throws -> StandingBlock? {
    try applier.rulesets.standing(block, table)
  }

  /// Does all of the plan, or nothing of it.
  public func apply(_ plan: Plan) throws(ApplyError) { try applier.apply(plan) }

  /// Takes a plan back that was done, newest step first, and gives what could not be taken back.
  public func undo(_ plan: Plan) -> [Change] { applier.undo(plan) }
}
