internal import Wire

extension BridgePlanner.Move {
  /// What cannot be taken along.
  func refuse(_ attempt: String) throws(PlanError) {
    for route in network.routes where route.leaves(by: from) {
      guard let object = route.nexthopObject else { continue }
      throw PlanError(
        attempt: attempt,
        reason:
          "the route to \(route.destination) in table \(route.table) leaves \(from) by nexthop object \(object)",
        advice: "write its gateway into the route itself (ip route replace)")
    }
    for address in network.addresses where address.interface == from {
      guard !address.labelSuffix.isEmpty,
        to.description.utf8.count + address.labelSuffix.utf8.count > InterfaceName.maximumLength
      else { continue }
      throw PlanError(
        attempt: attempt,
        reason: "the label \(to)\(address.labelSuffix) of \(address.prefix) would be too long",
        advice: "choose a shorter name, or relabel the address")
    }
  }
}
