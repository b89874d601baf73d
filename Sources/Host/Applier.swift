import HostNetwork
package import Netlink
import PacketFilter
package import Plans
import System
package import Wire

/// Carries plans out in the kernel: all of a plan, or nothing of it.
///
/// Not to be shared between threads. The caller holds signals back meanwhile; SIGKILL leaves what
/// `BridgePlanner` takes up again.
package final class Applier {
  private let links: NetworkApplier
  let rulesets: RulesetApplier

  /// Opens the way to the kernel; changes nothing.
  package init() throws(NetlinkError) {
    links = try NetworkApplier()
    rulesets = RulesetApplier()
  }

  /// What the kernel has now, in this network namespace.
  package func network() throws(NetlinkError) -> Network { try links.network() }

  /// The same, with the routes and neighbours of these interfaces alone.
  package func network(around names: Set<InterfaceName>) throws(NetlinkError) -> Network {
    try links.network(around: names)
  }

  /// Does the plan. When a step fails, those before it are taken back, newest first.
  package func apply(_ plan: Plan) throws(ApplyError) {
    var done: [Int] = []
    for part in Self.parts(plan.changes, undoing: false) {
      let outcome = apply(plan.changes[part], undoing: false)
      done += outcome.done
      guard let failure = outcome.failure else { continue }
      let remaining = takeBack(done.map { plan.changes[$0] })
      throw ApplyError(
        change: plan.changes[failure.position], position: failure.position, cause: failure.cause,
        undone: done.count - remaining.count, remaining: remaining)
    }
  }

  /// Takes back a plan that was done; gives what could not be taken back.
  package func undo(_ plan: Plan) -> [Change] { takeBack(plan.changes) }

  /// What could not be taken back; goes on after a failure.
  private func takeBack(_ done: [Change]) -> [Change] {
    let changes = Plan(done).undone.changes
    var remaining: [Change] = []
    for part in Self.parts(changes, undoing: true) {
      var rest = part
      // A refusal before anything was sent leaves the others of its part: they are tried again without it.
      while let failure = apply(changes[rest], undoing: true).failure {
        remaining.append(changes[failure.position].inverse)
        rest = failure.position + 1..<part.upperBound
        if rest.isEmpty { break }
      }
    }
    return remaining
  }

  private struct Outcome {
    var done: [Int] = []
    var failure: (position: Int, cause: any Error)?
  }

  private func apply(_ changes: ArraySlice<Change>, undoing: Bool) -> Outcome {
    if case .setSysctl = changes.first { return tune(changes, undoing: undoing) }
    guard changes.first?.isOfNetwork == true else {
      do {
        try rulesets.apply(Array(changes))
        return Outcome(done: Array(changes.indices))
      } catch {
        return Outcome(failure: (changes.startIndex, error))
      }
    }
    let report = links.apply(changes, undoing: undoing)
    return Outcome(done: report.done, failure: report.failure.map { ($0.position, $0.error) })
  }

  // One is needed: without it the bridge takes no IPv6 address. The others are done without where /proc/sys is not to
  // be written, as in a container.
  private func tune(_ changes: ArraySlice<Change>, undoing: Bool) -> Outcome {
    var outcome = Outcome()
    for (position, change) in zip(changes.indices, changes) {
      guard case .setSysctl(let sysctl, let interface, let value, _) = change else { continue }
      do throws(SystemError) {
        try SysctlFiles.write(sysctl, of: interface, value)
        outcome.done.append(position)
      } catch {
        guard sysctl == .disableIPv6, !undoing else { continue }
        outcome.failure = (position, error)
        return outcome
      }
    }
    return outcome
  }

  /// What is handed over at once: a batch of the network, some sysctls, or the same thing done to one ruleset.
  private static func parts(_ changes: [Change], undoing: Bool) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    var start = 0
    while start < changes.count {
      let (isOfNetwork, isSysctl) = (changes[start].isOfNetwork, changes[start].isSysctl)
      let end =
        changes[start...].firstIndex { $0.isOfNetwork != isOfNetwork || $0.isSysctl != isSysctl }
        ?? changes.count
      let run = Array(changes[start..<end])
      let batches =
        isSysctl
        ? [0..<run.count]
        : isOfNetwork ? NetworkApplier.batches(run, undoing: undoing) : RulesetApplier.batches(run)
      parts += batches.map { start + $0.lowerBound..<start + $0.upperBound }
      start = end
    }
    return parts
  }
}

extension Change {
  fileprivate var isSysctl: Bool { if case .setSysctl = self { true } else { false } }

  /// Of links, addresses, routes and neighbours; the others are of rulesets.
  var isOfNetwork: Bool {
    switch self {
    case .createBridge, .deleteBridge, .markBridge, .enslave, .release, .addAddress, .removeAddress,
      .addRoute,
      .removeRoute,
      .addNeighbour, .removeNeighbour, .orderRoutes:
      true
    case .setSysctl, .installRuleset, .removeRuleset, .block, .unblock, .installGate, .removeGate,
      .changeGate, .know,
      .forget, .installBroute, .removeBroute, .installVLANFilter, .removeVLANFilter, .changeVLANFilter:
      false
    }
  }
}
