internal import Wire

extension NFTablesText {
  /// Behind the chains that drop, so that what is blocked is dropped before it could be routed up.
  private static let brouteHook = "type filter hook prerouting priority -298; policy accept;"

  /// The rules of a recipe, in order; nft 1.0.8 and later, kernel 6.4 and later.
  public static func rules(_ broute: Broute) -> [FilterRule] {
    broute.rules.map { rule in
      FilterRule(
        [.input(broute.port)] + match(rule.match)
          + (rule.verdict == .routeUp ? [.routeUp] : [.verdict(.accept)]))
    }
  }

  static func installing(_ broute: Broute) -> [String] {
    [
      "add table \(brouteTable) { comment \"\(broute.comment)\"; }",
      "add chain \(brouteTable) \(chain) { \(brouteHook) }",
    ]
      + rules(broute).map { "add rule \(brouteTable) \(chain) \($0)" }
  }

  static func text(_ broute: Broute) -> String {
    "# What is routed up on the port itself, and not bridged.\n"
      + "table \(brouteTable) {\n\tcomment \"\(broute.comment)\"\n\n\tchain \(chain) {\n"
      + lines(([brouteHook] + rules(broute).map(\.description)).map { "\t\t\($0)" }) + "\t}\n}\n"
  }

  private static func match(_ match: BrouteRule.Match) -> [FilterRule.Part] {
    switch match {
    case .anything: []
    case .dhcp: [.headerType(ipv4), .udp(to: 67)]
    case .unicast(let mac): [.headerType(ipv4), .destinationIs(mac)]
    case .ipv4(let address): [.headerType(ipv4), .destination(address)]
    case .arp(let mac): [.headerType(0x0806), .destinationIs(mac)]
    case .arpTarget(let address): [.arpTarget(address)]
    case .ipv6: [.headerType(ipv6)]
    }
  }
}
