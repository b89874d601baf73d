internal import CNetlink
import Netlink
import Plans
internal import Wire

extension FilterRule {
  /// The rule as nf_tables runs it.
  var expressions: [NFTExpression] { parts.flatMap(\.expressions) }
}

extension FilterRule.Part {
  fileprivate var expressions: [NFTExpression] {
    switch self {
    case .source(let set, atPort: false): [.source, .lookup(set)]
    case .source(let set, atPort: true):
      [.load(.inputName), .payload(.link, offset: 6, length: 6, isSecond: true), .lookup(set)]
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
