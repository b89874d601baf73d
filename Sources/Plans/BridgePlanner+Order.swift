internal import Wire

/// Routes of equal rank are taken in the order in which they were added, so their order moves too.
extension BridgePlanner.Move {
  /// At the beginning: does nothing, but undone it comes last and restores the order.
  var notes: [Change] {
    arrangements.flatMap { guided(.orderRoutes([], was: $0.before), helpers: guides($0.before)) }
  }

  /// At the end.
  var orders: [Change] {
    arrangements.flatMap { guided(.orderRoutes($0.after, was: []), helpers: guides($0.after)) }
  }

  private func guides(_ routes: [Route]) -> [Route] { routes.flatMap { guides(of: $0) }.unique }

  private struct Arrangement {
    let before: [Route]
    let after: [Route]
  }

  // Where appending what moves behind the others would change the order.
  private var arrangements: [Arrangement] {
    network.ties.compactMap { tie in
      guard tie.contains(where: { $0.leaves(by: from) }), tie.allSatisfy(\.canBeOrdered) else { return nil }
      let wanted = tie.map { $0.moved(from: from, to: to) }.unique
      let moved = Set(tie.filter { $0.leaves(by: from) }.map { $0.moved(from: from, to: to) })
      let others = wanted.filter { !moved.contains($0) }
      // Those of the kernel come with the addresses, before the others move.
      let arriving = wanted.filter(moved.contains)
      let appended =
        others + arriving.filter { $0.protocolNumber == 2 } + arriving.filter { $0.protocolNumber != 2 }
      return appended == wanted ? nil : Arrangement(before: tie.unique, after: wanted)
    }
  }
}

extension Route {
  // The kernel makes one multipath route of IPv6 routes of equal rank by routers, and has a link-local prefix on each
  // interface, whose traffic names its interface anyway.
  fileprivate var canBeOrdered: Bool {
    guard nexthopObject == nil else { return false }
    guard case .v6(let address) = destination.address else { return true }
    let isOfEveryLink = address.isLinkLocal || destination.address.octets.first == 0xff
    return !isOfEveryLink && hops.count == 1 && hops[0].gateway == nil
  }
}
