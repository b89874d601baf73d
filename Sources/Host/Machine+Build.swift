import HostNetwork
import Netlink
public import Plans
import System
public import Wire

extension Machine {
  /// Does a plan that moves the host's addresses to a bridge over `port`, and takes it back at once when a gateway, or
  /// the next hop of the caller's ssh session, answered before and does not any more.
  ///
  /// Asks for half a second before and for three quarters of one afterwards at the most: who is slow before is not waited for.
  public func build(_ plan: Plan, over port: InterfaceName) throws {
    guard plan.movesIntoBridge else { return try apply(plan) }
    let before = try ReachabilityProbe.ask(
      try nextHops(through: port), wanted: nil, within: .milliseconds(500))
    try apply(plan)
    guard !before.answers.isEmpty else { return }
    // Who cannot be asked is lost.
    let after = try? ReachabilityProbe.ask(
      try nextHops(through: port).filter { before.answers[$0.address] != nil }, wanted: before,
      within: .milliseconds(750))
    let lost = (after ?? Reachability()).lost(since: before)
    guard !lost.isEmpty else { return }
    throw Unreachable(lost: lost, remaining: undo(plan))
  }

  /// Those on the port's link through whom the host sends.
  func nextHops(through port: InterfaceName) throws -> Set<NextHop> {
    let network = try network()
    var hops = network.gateways(through: port)
    let socket = try NetlinkSocket(.route)
    // A session whose way cannot be found is one more that is not compared.
    if let session = SSHSession.current(), let way = try? Surroundings.nextHop(of: session, socket),
      let link = network.links.first(where: { $0.index == way.index }),
      network.interfaces(through: port).contains(link.name)
    {
      hops.insert(NextHop(address: way.address, interface: link.name))
    }
    return hops
  }
}

extension Plan {
  /// A port comes into a bridge.
  fileprivate var movesIntoBridge: Bool {
    changes.contains { if case .enslave = $0 { true } else { false } }
  }
}
