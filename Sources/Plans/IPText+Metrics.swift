extension IPText {
  /// RTA_METRICS.
  static let metricsType: UInt16 = 8

  /// The metrics of a route such as `mtu lock 1400`, as far as ip(8) takes them as it shows them.
  static func metrics(_ route: Route) -> [String] {
    let metrics = listed(route)
    let locks = metrics.first { $0.type == lockType }?.value ?? 0
    return metrics.flatMap { metric -> [String] in
      guard let name = names[metric.type], metric.value != 0 else { return [] }
      let isLocked = metric.type < 32 && locks & (1 << UInt32(metric.type)) != 0
      return [name] + (isLocked ? ["lock"] : []) + ["\(metric.value)"]
    }
  }

  /// Every metric the route has is among `metrics`.
  static func saysAllMetrics(_ route: Route) -> Bool {
    listed(route).allSatisfy { $0.type == lockType || names[$0.type] != nil || $0.value == 0 }
  }

  // RTAX_ numbers of linux/rtnetlink.h. Times are shown in other units than they are taken in: left out.
  private static let lockType: UInt16 = 1
  private static let names: [UInt16: String] = [
    2: "mtu", 3: "window", 6: "ssthresh", 7: "cwnd", 8: "advmss", 9: "reordering", 10: "hoplimit",
    11: "initcwnd", 14: "initrwnd", 15: "quickack",
  ]

  // Nested attributes: length, type, four bytes of value, in the order of this machine.
  private static func listed(_ route: Route) -> [(type: UInt16, value: UInt32)] {
    var rest = route.attributes.first { $0.type == metricsType }?.bytes[...] ?? []
    var found: [(type: UInt16, value: UInt32)] = []
    while rest.count >= 8 {
      let length = Int(number(rest.prefix(2)))
      guard length >= 8, length <= rest.count else { break }
      let type = UInt16(truncatingIfNeeded: number(rest.dropFirst(2).prefix(2)) & 0x3fff)
      found.append((type, length == 8 ? number(rest.dropFirst(4).prefix(4)) : .max))
      rest = rest.dropFirst((length + 3) & ~3)
    }
    return found
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    let isLittle = UInt16(1).littleEndian == 1
    return (isLittle ? Array(bytes.reversed()) : Array(bytes)).reduce(0) { $0 << 8 | UInt32($1) }
  }
}
