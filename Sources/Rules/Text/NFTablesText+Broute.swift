internal import Wire

extension NFTablesText {
  /// Behind the chains that drop, so that what is blocked is dropped before it could be routed up.
  private static let brouteHook = "type filter hook prerouting priority -298; policy accept;"

  /// The rules of a recipe, in order; nft 1.0.8 and later, kernel 6.4 and later.
  public static func rules(_ broute: Broute) -> [String] {
    broute.rules.map { rule in
      let verdict = rule.verdict == .routeUp ? "meta broute set 1" : "accept"
      return (["iifname \"\(broute.port)\""] + match(rule.match) + [verdict]).joined(separator: " ")
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
      + lines(([brouteHook] + rules(broute)).map { "\t\t\($0)" }) + "\t}\n}\n"
  }

  private static func match(_ match: BrouteRule.Match) -> [String] {
    switch match {
    case .anything: []
    case .dhcp: ["ether type ip udp dport 67"]
    case .unicast(let mac): ["ether type ip ether daddr \(mac)"]
    case .ipv4(let address): ["ether type ip ip daddr \(address)"]
    case .arp(let mac): ["ether type arp ether daddr \(mac)"]
    case .arpTarget(let address): ["arp daddr ip \(address)"]
    case .ipv6: ["ether type ip6"]
    }
  }
}
