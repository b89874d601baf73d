import CNetlink
import Glibc
public import Rules

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

  /// What this kernel and these tools can do.
  public func capabilities() -> Capabilities { Probe.capabilities() }

  /// The links, addresses, routes and neighbours of this network namespace.
  public func network() throws(NetlinkError) -> Network { try applier.network() }

  /// dhcpward's own bridges: a small look, where the routes of a full table would take seconds.
  public func bridges() throws(NetlinkError) -> [Bridge] {
    try LinkReader(NetlinkSocket(.route)).links.compactMap(Bridge.init)
  }

  /// What dhcpward has standing in one table, whoever put it there.
  public func rules(_ table: Table) throws -> RunningRules { try applier.rulesets.running(table) }

  /// What stands in every table that there can be here.
  public func allRules() throws -> [RunningRules] {
    let capabilities = capabilities()
    var working: [Table] = []
    if capabilities.nftables == .works { working.append(.nftables) }
    if capabilities.ebtables == .works { working.append(.ebtables) }
    // Where nothing works, why is to be said.
    return try (working.isEmpty ? [.nftables] : working).map(rules)
  }

  /// One block as it stands now; nil when it does not.
  public func standing(_ block: Block, _ table: Table) throws -> StandingBlock? {
    try applier.rulesets.standing(block, table)
  }

  /// Does all of the plan, or nothing of it.
  public func apply(_ plan: Plan) throws(ApplyError) { try applier.apply(plan) }

  /// Takes a plan back that was done, newest step first, and gives what could not be taken back.
  public func undo(_ plan: Plan) -> [Change] { applier.undo(plan) }
}
