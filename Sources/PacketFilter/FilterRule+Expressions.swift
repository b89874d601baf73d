internal import CNetlink
import Netlink
import Plans
internal import Wire

extension FilterRule {
  /// The rule as nf_tables runs it in the bridge family.
  var expressions: [NFTExpression] { expressions(in: .bridge) }

  /// The rule as nf_tables runs it in that table.
  func expressions(in home: NFTBaseChain) -> [NFTExpression] {
    parts.flatMap { part in
      // Where frames may be of any link layer, nft(8) takes the link header's octets for an Ethernet address behind this
      // test only: without it what it lists does not load again.
      home.device != nil && part.isOfSource ? Self.isEthernet + part.expressions : part.expressions
    }
  }

  /// Whether a rule's NFTA_RULE_EXPRESSIONS in that table are this one's, of an earlier version without that test, too.
  func isListed(as listed: NetlinkAttributes, in home: NFTBaseChain) -> Bool {
    expressions(in: home).isListed(as: listed) || home.device != nil && expressions.isListed(as: listed)
  }

  /// `meta iiftype ether`
  private static let isEthernet: [NFTExpression] = [
    .load(.interfaceType), .compare([UInt8](native: UInt16(ARPHRD_ETHER))),
  ]
}

extension FilterRule.Part {
  fileprivate var isOfSource: Bool {
    switch self {
    case .source, .sourceIs, .sourceIsGroup, .update, .client: true
    default: false
    }
  }

  fileprivate var expressions: [NFTExpression] {
    switch self {
    case .source(let set, atPort: false): [.source, .lookup(set)]
    case .source(let set, atPort: true):
      [.load(.inputName), .payload(.link, offset: 6, length: 6, register: NFT_REG_2.rawValue), .lookup(set)]
    case .sourceIs(let mac): [.source, .compare(mac.octets)]
    case .sourceIsGroup: [.source, .mask(Self.groupBit), .compare(Self.groupBit)]
    case .destinationIs(let mac): [.payload(.link, offset: 0, length: 6), .compare(mac.octets)]
    case .frameType(let type, let comparison): [.load(.type), .compare(type.octets, by: comparison.number)]
    case .headerType(let type): [.payload(.link, offset: 12, length: 2), .compare(type.octets)]
    // A tag is off the frame, and nft_payload puts it back where it was (`nft_payload_copy_vlan` in
    // net/netfilter/nft_payload.c).
    case .vlan(let tag, let id, let comparison):
      [
        .payload(.link, offset: 12, length: 2), .compare(tag.rawValue.octets),
        .payload(.link, offset: 14, length: 2), .mask([0x0f, 0xff]),
        .compare(id.number.octets, by: comparison.number),
      ]
    case .input(let name): [.load(.inputName), .compare(name.padded)]
    case .udp(let port):
      [
        .load(.transportProtocol), .compare([17]), .payload(.transport, offset: 2, length: 2),
        .compare(port.octets),
      ]
    case .destination(let address):
      [.payload(.network, offset: 16, length: 4), .compare(address.bits.octets)]
    case .arpTarget(let address): [.payload(.network, offset: 24, length: 4), .compare(address.bits.octets)]
    case .network(let offset, let value, let comparison):
      [
        .payload(.network, offset: UInt32(offset), length: UInt32(value.octets.count)),
        .compare(value.octets, by: comparison.number),
      ]
    case .transport(let offset, let octets):
      [.payload(.transport, offset: UInt32(offset), length: UInt32(octets.count)), .compare(octets)]
    case .client(let set, let relay, let client): Self.client(set, relay, client)
    case .limit(let rate): [.limit(perSecond: rate.perSecond, burst: rate.burst)]
    case .update(let set, let rate):
      [.source, .update(set, rate.map { .limit(perSecond: $0.perSecond, burst: $0.burst) })]
    case .counter: [.counter]
    case .routeUp: [.value([1]), .set(.broute)]
    case .verdict(.drop): [.verdict(.drop)]
    case .verdict(.accept): [.verdict(.accept)]
    case .verdict(.giveBack): [.verdict(.giveBack)]
    case .verdict(.jump(let chain)): [.verdict(.jump(chain))]
    case .verdict(.goto(let chain)): [.verdict(.goto(chain))]
    }
  }

  // The registers of four octets: the first two of them hold the Ethernet address.
  private static func client(_ set: String, _ relay: FilterRule.Field, _ client: FilterRule.Field)
    -> [NFTExpression]
  {
    let second = NFT_REG32_02.rawValue
    return [
      .source,
      .payload(.transport, offset: UInt32(relay.offset), length: UInt32(relay.length), register: second),
      .payload(
        .transport, offset: UInt32(client.offset), length: UInt32(client.length),
        register: second + UInt32(relay.length) / 4),
      .lookup(set),
    ]
  }

  private static let groupBit: [UInt8] = [1, 0, 0, 0, 0, 0]
}

extension FilterRule.Comparison {
  /// NFTA_CMP_OP
  fileprivate var number: UInt32 {
    switch self {
    case .equal: NFT_CMP_EQ.rawValue
    case .unequal: NFT_CMP_NEQ.rawValue
    case .less: NFT_CMP_LT.rawValue
    }
  }
}

extension InterfaceName {
  /// IFNAMSIZ octets, padded with NUL.
  var padded: [UInt8] {
    let name = Array("\(self)".utf8)
    return name + [UInt8](repeating: 0, count: Int(IFNAMSIZ) - name.count)
  }
}

extension FixedWidthInteger {
  /// In network byte order.
  fileprivate var octets: [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(bigEndian: self)
    return bytes
  }
}
