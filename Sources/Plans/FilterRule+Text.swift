internal import Wire

extension FilterRule: CustomStringConvertible {
  /// As nft(8) reads and lists it.
  public var description: String { parts.map(\.description).joined(separator: " ") }
}

extension FilterRule.Part: CustomStringConvertible {
  /// As nft(8) reads and lists it.
  public var description: String {
    switch self {
    case .source(let set, let isAtPort): "\(isAtPort ? "iifname . " : "")ether saddr @\(set)"
    case .sourceIs(let mac): "ether saddr \(mac)"
    case .sourceIsGroup: "ether saddr & 01:00:00:00:00:00 == 01:00:00:00:00:00"
    case .destinationIs(let mac): "ether daddr \(mac)"
    case .frameType(let type, let comparison):
      "meta protocol \(comparison.rawValue)\(Self.name(ofType: type))"
    case .headerType(let type): "ether type \(Self.name(ofType: type))"
    // nft puts the type of the usual tag there by itself.
    case .vlan(let tag, let id, let comparison):
      "\(tag == .customer ? "" : "ether type 8021ad ")vlan id \(comparison.rawValue)\(id)"
    case .input(let name): "iifname \"\(name)\""
    case .udp(let port): "udp dport \(port)"
    case .destination(let address): "ip daddr \(address)"
    case .arpTarget(let address): "arp daddr ip \(address)"
    case .network(let offset, let value, let comparison):
      "@nh,\(8 * offset),\(8 * value.octets.count) \(comparison.rawValue)\(value)"
    case .transport(let offset, let octets):
      "\(FilterRule.Field(offset, length: octets.count)) 0x\(String(octets.reduce(0) { $0 << 8 | UInt64($1) }, radix: 16))"
    case .client(let set, let relay, let client): "ether saddr . \(relay) . \(client) @\(set)"
    case .limit(let rate): "\(rate)"
    case .update(let set, let rate): "update @\(set) { ether saddr\(rate.map { " \($0)" } ?? "") }"
    case .counter: "counter"
    case .routeUp: "meta broute set 1"
    case .verdict(.drop): "drop"
    case .verdict(.accept): "accept"
    case .verdict(.giveBack): "return"
    case .verdict(.jump(let chain)): "jump \(chain)"
    case .verdict(.goto(let chain)): "goto \(chain)"
    }
  }

  // A length of 802.3 has none.
  private static func name(ofType type: UInt16) -> String {
    switch type {
    case 0x0800: "ip"
    case 0x0806: "arp"
    case 0x8100: "8021q"
    case 0x86dd: "ip6"
    case 0x88a8: "8021ad"
    default: "\(FilterRule.Value.pattern(FilterRule.Value.number(type).octets))"
    }
  }
}

extension FilterRule.Value: CustomStringConvertible {
  /// The octets, first to last.
  public var octets: [UInt8] {
    switch self {
    case .pattern(let octets): octets
    case .octet(let octet): [octet]
    case .number(let number): [UInt8(number >> 8), UInt8(number & 0xff)]
    }
  }

  /// As nft(8) reads it.
  public var description: String {
    switch self {
    case .pattern(let octets):
      octets.reduce("0x") { $0 + ($1 < 16 ? "0" : "") + String($1, radix: 16) }
    case .octet(let octet): "\(octet)"
    case .number(let number): "\(number)"
    }
  }
}

extension FilterRule.Field: CustomStringConvertible {
  /// As nft(8) reads and lists it.
  public var description: String { "@th,\(8 * offset),\(8 * length)" }
}

extension FilterRule.Rate: CustomStringConvertible {
  /// As nft(8) reads and lists it.
  public var description: String { "limit rate \(perSecond)/second burst \(burst) packets" }
}
