public import Plans
public import Wire

extension Site {
  /// Refuses a port that no frames of this place come in by, for a block at one port only.
  public func refuse(port: InterfaceName, network: Network) throws(PlanError) {
    let attempt = "block at port \(port)"
    guard mode == .existing, let bridge else {
      throw PlanError(
        attempt: attempt, reason: "mode \(mode.rawValue) guards the one port \(interface)",
        advice: "leave the port away")
    }
    guard let link = network[port] else {
      throw PlanError(
        attempt: attempt, reason: "there is no interface \(port)",
        advice: "`dhcpward bridge show --all` lists the ports")
    }
    guard link.master == bridge else {
      throw PlanError(
        attempt: attempt, reason: "\(port) is no port of \(bridge)",
        advice: "`dhcpward bridge show --all` lists the ports")
    }
  }
}
