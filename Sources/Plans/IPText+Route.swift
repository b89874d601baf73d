internal import Wire

extension IPText {
  /// `-4` or `-6`.
  package static func family(_ route: Route) -> String {
    if case .v4 = route.destination.address { "-4" } else { "-6" }
  }

  /// A route with all that ip(8) can say of it.
  package static func words(_ route: Route) -> [String] {
    let isV4 = family(route) == "-4"
    var words = place(route) + ["proto", protocolName(route.protocolNumber)]
    // Without a word ip(8) guesses the scope of an IPv4 route; IPv6 has none.
    if isV4, route.scope != 0 || route.hops.allSatisfy({ $0.gateway == nil }) {
      words += ["scope", scopeName(route.scope)]
    }
    if let source = route.source { words += ["src", "\(source)"] }
    if let expires = route.expires { words += ["expires", "\(expires)"] }
    if let preference = preference(route) { words += ["pref", preference] }
    return words + metrics(route) + ways(route)
  }

  /// As much of a route as tells it from others.
  static func selector(_ route: Route) -> [String] { place(route) + ways(route) }

  private static func place(_ route: Route) -> [String] {
    var words = typeName(route.type).map { [$0] } ?? []
    words.append(route.destination.length == 0 ? "default" : "\(route.destination)")
    if let from = route.from { words += ["from", "\(from)"] }
    if route.tos != 0 { words += ["tos", "0x" + String(route.tos, radix: 16)] }
    if let hop = route.hops.first, route.hops.count == 1 { words += way(hop, isV4: family(route) == "-4") }
    if let metric = route.metric { words += ["metric", "\(metric)"] }
    if route.table != 254 { words += ["table", route.table == 255 ? "local" : "\(route.table)"] }
    return words
  }

  private static func ways(_ route: Route) -> [String] {
    guard route.hops.count > 1 else { return [] }
    return route.hops.flatMap {
      ["nexthop"] + way($0, isV4: family(route) == "-4") + ["weight", "\(Int($0.weight) + 1)"]
    }
  }

  /// A comment on what the kernel carries of the route and `words` does not say.
  static func hidden(_ route: Route) -> String {
    let types = route.attributes.map(\.type).filter { type in
      type != preferenceType && !(type == metricsType && saysAllMetrics(route))
    }.map { "\($0)" }
    return types.isEmpty ? "" : "# Not said here: route attributes \(types.joined(separator: ", ")).\n"
  }

  private static func way(_ hop: Route.Hop, isV4: Bool) -> [String] {
    var words: [String] = []
    if let gateway = hop.gateway {
      if isV4, case .v6 = gateway {
        words += ["via", "inet6", "\(gateway)"]
      } else {
        words += ["via", "\(gateway)"]
      }
    }
    words += ["dev", "\(hop.interface)"]
    if hop.flags & 4 != 0 { words.append("onlink") }
    if hop.flags & 2 != 0 { words.append("pervasive") }
    return words
  }

  // RTA_PREF, one byte (RFC 4191 §2.1): 0 medium, 1 high, 3 low.
  private static let preferenceType: UInt16 = 20

  private static func preference(_ route: Route) -> String? {
    switch route.attributes.first(where: { $0.type == preferenceType })?.bytes {
    case [1]: "high"
    case [3]: "low"
    default: nil
    }
  }

  private static func typeName(_ type: UInt8) -> String? {
    switch type {
    case 2: "local"
    case 3: "broadcast"
    case 4: "anycast"
    case 5: "multicast"
    case 6: "blackhole"
    case 7: "unreachable"
    case 8: "prohibit"
    case 9: "throw"
    default: nil
    }
  }

  private static func protocolName(_ number: UInt8) -> String {
    switch number {
    case 2: "kernel"
    case 3: "boot"
    case 4: "static"
    case 9: "ra"
    case 16: "dhcp"
    default: "\(number)"
    }
  }
}
