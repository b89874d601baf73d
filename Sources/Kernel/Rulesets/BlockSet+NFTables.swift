internal import Rules

/// What one set is in table `bridge dhcpward`, and the rules that drop by it.
extension BlockSet {
  /// The set's name.
  var setName: String { NFTablesText.setName(self) }

  /// NFTA_SET_ID: tells the sets of one transaction apart.
  var setID: UInt32 {
    let number: UInt32 =
      switch scope {
      case .dhcp: 1
      case .all: 2
      case .llc: 3
      }
    return isAtPort ? number + 3 : number
  }

  /// NFTA_SET_KEY_TYPE: nft's number of `ether_addr` or of `ifname . ether_addr`, six bits for each part.
  var keyType: UInt32 { isAtPort ? 41 << 6 | 9 : 9 }

  /// NFTA_SET_KEY_LEN: a name takes IFNAMSIZ, an address alone 6, and behind another part a multiple of 4.
  var keyLength: UInt32 { isAtPort ? 16 + 8 : 6 }

  /// The set's rules, each with its text, in `chain`.
  var nftRules: [[NFTExpression]] {
    switch scope {
    // ether saddr @blocked_all drop
    case .all, .dhcp: [tail]
    // meta protocol < 0x0600 ether saddr @blocked_802_3 drop
    case .llc: [.isProtocol([0x06, 0x00], .less) + tail]
    }
  }

  /// Those of an earlier version, which an upgrade finds in the chain that every frame passes.
  var formerRules: [[NFTExpression]] {
    func typed(_ type: [UInt8], at offset: UInt32 = 12) -> [NFTExpression] {
      [.payload(.link, offset: offset, length: 2), .compare(.equal, type)]
    }
    switch scope {
    case .all: return []
    case .llc:
      return [[.payload(.link, offset: 12, length: 2), .compare(.less, [0x06, 0x00])] + tail]
    case .dhcp:
      let servers: [([UInt8], UInt16)] = [([0x08, 0x00], 67), ([0x86, 0xdd], 547)]
      let plain = servers.map { type, port in typed(type) + .udp(to: port) + tail }
      return plain
        + NFTSearch.tags.flatMap { tag in
          servers.map { type, port in typed(tag) + typed(type, at: 16) + .udp(to: port) + tail }
        }
    }
  }

  /// The sets by name.
  static let named = Dictionary(uniqueKeysWithValues: allCases.map { ($0.setName, $0) })

  /// The chain of its rules; nil for the one that every frame passes.
  var chain: String? { scope == .dhcp ? NFTablesText.dhcpChain : nil }

  /// Drops what nobody's address sends, where no bridge does: every frame, or in chain `dhcp` what is found to be DHCP.
  ///
  /// ether saddr & 01:00:00:00:00:00 == 01:00:00:00:00:00 counter drop
  /// ether saddr 00:00:00:00:00:00 counter drop
  static let nobodyRules: [[NFTExpression]] = [
    .source + [.mask(group), .compare(.equal, group), .counter, .drop],
    .source + [.compare(.equal, zero), .counter, .drop],
  ]

  /// A listed rule is one of these, or one of an earlier version's.
  static func isNobodyRule(_ expressions: NetlinkAttributes) -> Bool {
    guard let payload = NFTExpression.data(of: "payload", in: expressions),
      payload[2]?.bigEndian(UInt32.self) == NFTExpression.Base.link.rawValue,
      payload[3]?.bigEndian(UInt32.self) == 6, NFTExpression.data(of: "counter", in: expressions) != nil
    else { return false }
    // NFTA_CMP_DATA, NFTA_DATA_VALUE
    return NFTExpression.allData(of: "cmp", in: expressions).contains { compared in
      (compared[3]?.nested[1]?.bytes).map { [group, zero].contains(Array($0)) } ?? false
    }
  }

  private static let group: [UInt8] = [1, 0, 0, 0, 0, 0]
  private static let zero = [UInt8](repeating: 0, count: 6)

  private var tail: [NFTExpression] {
    // iifname . ether saddr @blocked_all_at_port drop
    (isAtPort ? [.inputInterface, .sourceBehind] : [.payload(.link, offset: 6, length: 6)])
      + [.lookup(set: setName, id: setID), .drop]
  }

}

extension [NFTExpression] {
  /// The sender's address in register 1.
  static let source: [NFTExpression] = [.payload(.link, offset: 6, length: 6)]

  /// `udp dport PORT`
  static func udp(to port: UInt16) -> [NFTExpression] {
    [
      .transportProtocol, .compare(.equal, [17]),
      .payload(.transport, offset: 2, length: 2), .compare(.equal, [UInt8(port >> 8), UInt8(port & 0xff)]),
    ]
  }
}
