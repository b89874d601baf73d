public import Flood
import Placement
public import Plans
import Wire

/// Mode `xdp`: what of the policy the program at the hook judges by itself.
extension Enforcer {
  /// The program that is to stand; nil in every other mode.
  var program: XDPProgram? {
    guard site.mode == .xdp else { return nil }
    return XDPProgram(policy: settings.policy, scope: settings.scope)
  }

  /// The program blocked a source that is not to be blocked.
  func letPass(_ mac: MACAddress) throws {
    try carryOut(Plan([.unblock(Block(mac: mac, scope: settings.scope), site.table)]))
  }
}

extension XDPProgram {
  /// The program that judges as much of a policy as it can hold.
  public init(policy: Policy, scope: Scope) {
    self.init(
      limits: policy.countedInKernel.map(\.limit), scope: scope, ban: policy.ban, pace: policy.pace,
      sources: policy.capacity)
  }
}

extension Policy {
  /// The thresholds that the program can hold, each with its place among all: those that block for messages of any kind.
  var countedInKernel: [(place: Int, limit: XDPProgram.Limit)] {
    let held = thresholds.enumerated().compactMap { place, threshold -> (Int, XDPProgram.Limit)? in
      guard threshold.kind == nil, threshold.level == .block else { return nil }
      return XDPProgram.Limit(count: threshold.count, window: threshold.window).map { (place, $0) }
    }
    return Array(held.prefix(XDPProgram.mostLimits))
  }
}
