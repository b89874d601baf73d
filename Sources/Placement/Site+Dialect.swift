import Plans

extension Site {
  /// The dialect for this place, and why; what the machine cannot do is refused here.
  static func chooseDialect(
    _ wish: Dialect?, for site: Site, _ capabilities: Capabilities
  ) throws(PlanError) -> (Dialect, String) {
    if site.mode == .xdp { return try hookDialect(wish, capabilities) }
    if site.mode == .netdev { return try ingressDialect(wish, capabilities) }
    guard site.mode.broutes else { return try bridgeDialect(wish, capabilities) }
    return try brouteDialect(wish, site.mode, capabilities)
  }

  private static func bridgeDialect(
    _ wish: Dialect?, _ capabilities: Capabilities
  ) throws(PlanError) -> (Dialect, String) {
    switch (wish, capabilities.nftables, capabilities.ebtables) {
    case (.bpf, _, _):
      throw PlanError(
        attempt: "use bpf on a bridge", reason: "it stands at the XDP hook of a port",
        advice: "choose mode xdp")
    case (.nftables, .works, _): return (.nftables, "nftables as asked")
    case (.ebtables, _, .works): return (.ebtables, "ebtables as asked")
    case (nil, .works, _): return (.nftables, "this kernel has nftables for bridges")
    case (nil, .fails(let words), .works): return (.ebtables, "nftables cannot: \(words)")
    case (.nftables, .fails(let words), _):
      throw PlanError(attempt: "use nftables", reason: words, advice: "--backend ebtables may work")
    case (.ebtables, _, .fails(let words)):
      throw PlanError(attempt: "use ebtables", reason: words, advice: "--backend nftables may work")
    case (nil, .fails(let nftables), .fails(let ebtables)):
      throw PlanError(
        attempt: "block on a bridge", reason: "nftables: \(nftables); ebtables: \(ebtables)",
        advice: "a kernel with CONFIG_NF_TABLES_BRIDGE or CONFIG_BRIDGE_NF_EBTABLES is needed")
    }
  }

  private static func hookDialect(
    _ wish: Dialect?, _ capabilities: Capabilities
  ) throws(PlanError) -> (Dialect, String) {
    guard wish ?? .bpf == .bpf else {
      throw PlanError(
        attempt: "use mode xdp by \(wish?.rawValue ?? "")", reason: "its rules are a program of its own",
        advice: "leave --backend away, or choose mode netdev or bridge")
    }
    if case .fails(let words) = capabilities.xdp {
      throw PlanError(attempt: "use mode xdp", reason: words, advice: "--mode bridge may work")
    }
    return (.bpf, "this kernel takes a program at the XDP hook")
  }

  private static func ingressDialect(
    _ wish: Dialect?, _ capabilities: Capabilities
  ) throws(PlanError) -> (Dialect, String) {
    guard wish != .ebtables else {
      throw PlanError(
        attempt: "use mode netdev by ebtables", reason: "ebtables sees the frames of bridges only",
        advice: "choose backend nftables, or mode bridge")
    }
    if case .fails(let words) = capabilities.netdev {
      throw PlanError(
        attempt: "use mode netdev", reason: words, advice: "--mode bridge may work (CONFIG_NF_TABLES_NETDEV)")
    }
    return (.nftables, "this kernel has nftables at the ingress hook")
  }

  private static func brouteDialect(
    _ wish: Dialect?, _ mode: Mode, _ capabilities: Capabilities
  ) throws(PlanError) -> (Dialect, String) {
    var failures: [String] = []
    for dialect in wish.map({ [$0] }) ?? Dialect.tools {
      let blocks = dialect == .nftables ? capabilities.nftables : capabilities.ebtables
      switch (capabilities.broute(dialect), blocks) {
      case (.works, .works): return (dialect, "\(dialect.rawValue) has broute here")
      case (.fails(let words), _), (.works, .fails(let words)):
        failures.append("\(dialect.rawValue): \(words)")
      }
    }
    throw PlanError(
      attempt: "use mode \(mode.rawValue)", reason: failures.joined(separator: "; "),
      advice: "use --mode bridge, or netdev for servers with UDP sockets")
  }
}
