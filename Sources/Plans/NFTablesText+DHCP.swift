/// How DHCP is found in a frame, behind all that the kernel takes off before a socket hears it.
///
/// The outermost VLAN tag is off the frame when rules see it, so `meta protocol` is what the tag hid, and `udp dport`
/// finds UDP behind any number of IPv6 extension headers. Neither sees behind a second tag: there octets are counted
/// off, and what has a third is taken for DHCP, as the kernel takes off any number of priority tags and nobody honest
/// sends three.
extension NFTablesText {
  /// The chain that DHCP is sent to: the sets of sources that are blocked for it are looked into here.
  public static let dhcpChain = "dhcp"
  /// The chain that looks for DHCP behind two tags.
  public static let nestedChain = "nested"

  /// The rules of the chain that every frame passes: DHCP is judged in one chain, what has two tags looked at in another.
  public static func searchRules(judge: String, nested: String) -> [FilterRule] {
    [
      FilterRule(.frameType(ipv4), .udp(to: 67), .verdict(.jump(judge))),
      FilterRule(.frameType(ipv6), .udp(to: 547), .verdict(.jump(judge))),
    ] + VLAN.Tag.allCases.map { FilterRule(.frameType($0.rawValue), .verdict(.jump(nested))) }
  }

  /// The rules of the chain for two tags and more, in order: the network header is the second tag, its type at octet 2
  /// and the packet at 4.
  public static func nestedRules(judge: String) -> [FilterRule] {
    func octets(at offset: Int, _ value: FilterRule.Value, is comparison: FilterRule.Comparison = .equal)
      -> FilterRule.Part
    { .network(offset: offset, value, is: comparison) }
    let type4 = octets(at: 2, .pattern([0x08, 0x00]))
    let type6 = octets(at: 2, .pattern([0x86, 0xdd]))
    let udp = FilterRule.Value.octet(17)
    var matches: [[FilterRule.Part]] = [
      // IPv4 without options, UDP, to port 67; with options, UDP to any port.
      [octets(at: 2, .pattern([0x08, 0x00, 0x45])), octets(at: 13, udp), octets(at: 26, .number(67))],
      [type4, octets(at: 4, .pattern([0x45]), is: .unequal), octets(at: 13, udp)],
      // IPv6, UDP, to port 547; an extension header, but the hop-by-hop options of multicast listener reports.
      [type6, octets(at: 10, udp), octets(at: 46, .number(547))],
      [type6, octets(at: 10, .octet(0)), octets(at: 44, .octet(58), is: .unequal)],
    ]
    for header: UInt8 in [43, 44, 51, 60] { matches.append([type6, octets(at: 10, .octet(header))]) }
    // A third tag.
    for tag in VLAN.Tag.allCases {
      matches.append([octets(at: 2, .pattern(FilterRule.Value.number(tag.rawValue).octets))])
    }
    return matches.map { FilterRule($0 + [.verdict(.jump(judge))]) }
  }

  static let ipv4: UInt16 = 0x0800
  static let ipv6: UInt16 = 0x86dd
}
