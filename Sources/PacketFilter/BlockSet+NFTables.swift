internal import CNetlink
import Netlink
import Plans

/// What one set is in table `bridge dhcpward`, and the rules that drop by it.
extension BlockSet {
  /// The set's name.
  var setName: String { NFTablesText.setName(self) }

  /// NFTA_SET_KEY_TYPE: nft's number of `ether_addr`, of `ifname . ether_addr` or of `ether_addr . integer . integer`, six
  /// bits for each part.
  var keyType: UInt32 {
    switch member {
    case .source, .line: 9
    case .sourceAtPort: 41 << 6 | 9
    case .client: 9 << 12 | 4 << 6 | 4
    }
  }

  /// NFTA_SET_KEY_LEN: a name takes IFNAMSIZ, an address alone 6, and a part of several a multiple of 4.
  var keyLength: UInt32 {
    switch member {
    case .source, .line: 6
    case .sourceAtPort: 16 + 8
    case .client(.v4): 8 + 4 + 8
    case .client(.v6): 8 + 16 + 16
    }
  }

  /// The set's rules, in `chain`.
  var nftRules: [FilterRule] { NFTablesText.rules(self) }

  /// Those of an earlier version, which an upgrade finds in the chain that every frame passes.
  var formerRules: [[NFTExpression]] {
    guard clients == nil else { return [] }
    let tail = nftRules[0].parts.suffix(2).flatMap { FilterRule($0).expressions }
    func typed(_ type: [UInt8], at offset: UInt32 = 12) -> [NFTExpression] {
      [.payload(.link, offset: offset, length: 2), .compare(type)]
    }
    switch scope {
    case .all: return []
    case .llc:
      return [
        [.payload(.link, offset: 12, length: 2), .compare([0x06, 0x00], by: NFT_CMP_LT.rawValue)] + tail
      ]
    case .dhcp:
      let servers: [([UInt8], UInt16)] = [([0x08, 0x00], 67), ([0x86, 0xdd], 547)]
      func udp(_ port: UInt16) -> [NFTExpression] { FilterRule(.udp(to: port)).expressions }
      return servers.map { type, port in typed(type) + udp(port) + tail }
        + [[0x81, 0x00], [0x88, 0xa8]].flatMap { tag in
          servers.map { type, port in typed(tag) + typed(type, at: 16) + udp(port) + tail }
        }
    }
  }

  /// The sets by name.
  static let named = Dictionary(uniqueKeysWithValues: allCases.map { ($0.setName, $0) })

  /// The chain of its rules; nil for the one that every frame passes.
  var chain: String? { scope == .dhcp ? NFTablesText.dhcpChain : nil }

  /// A listed rule drops what nobody's address sends, as `NFTablesText.nobodyRules` do, or those of an earlier version.
  static func isNobodyRule(_ expressions: NetlinkAttributes) -> Bool {
    guard let payload = NFTExpression.data(of: "payload", in: expressions),
      payload[NFTA_PAYLOAD_BASE]?.bigEndian(UInt32.self) == NFTExpression.Base.link.number,
      payload[NFTA_PAYLOAD_OFFSET]?.bigEndian(UInt32.self) == 6,
      NFTExpression.data(of: "counter", in: expressions) != nil
    else { return false }
    return NFTExpression.allData(of: "cmp", in: expressions).contains { compared in
      (NFTExpression.compared(compared)?.bytes).map { [group, zero].contains(Array($0)) } ?? false
    }
  }

  private static let group: [UInt8] = [1, 0, 0, 0, 0, 0]
  private static let zero = [UInt8](repeating: 0, count: 6)
}
