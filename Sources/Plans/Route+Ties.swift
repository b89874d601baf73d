extension Route {
  /// Of routes as the kernel lists them those of equal rank, each group in its order. The kernel lists a group in one
  /// piece.
  public static func ties(_ listed: [Route]) -> [[Route]] {
    var ties: [[Route]] = []
    var group: [Route] = []
    for route in listed {
      if let last = group.last, !last.isLevel(with: route) {
        if group.count > 1 { ties.append(group) }
        group.removeAll()
      }
      group.append(route)
    }
    return group.count > 1 ? ties + [group] : ties
  }

  private func isLevel(with other: Route) -> Bool {
    destination == other.destination && table == other.table && tos == other.tos && from == other.from
      && (metric ?? 0) == (other.metric ?? 0)
  }
}
