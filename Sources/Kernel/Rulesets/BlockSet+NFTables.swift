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

  /// The set's rules, each with its text.
  var nftRules: [[NFTExpression]] {
    switch scope {
    case .all:
      // ether saddr @blocked_all drop
      [tail]
    case .llc:
      // ether type < 0x0600 ether saddr @blocked_802_3 drop
      [[.payload(.link, offset: 12, length: 2), .compare(.less, [0x06, 0x00])] + tail]
    case .dhcp:
      // ether type ip udp dport 67 ether saddr @blocked_dhcp drop
      // ether type ip6 udp dport 547 ether saddr @blocked_dhcp drop
      // and both behind `ether type 8021q vlan type` and `ether type 8021ad vlan type`: the kernel takes the
      // outer tag out of the frame, but loads from the link header see it
      [[], [0x81, 0x00], [0x88, 0xa8]].flatMap { tag in
        [([0x08, 0x00], 67), ([0x86, 0xdd], 547)].map { type, port in
          typed(tag.isEmpty ? [type] : [tag, type]) + udp(to: port) + tail
        }
      }
    }
  }

  /// ether saddr & 01:00:00:00:00:00 == 01:00:00:00:00:00 udp dport 67 counter drop, and the same for 547
  static let groupRules: [[NFTExpression]] = ([67, 547] as [UInt16]).map { port in
    let group: [UInt8] = [1, 0, 0, 0, 0, 0]
    return .source + [.mask(group), .compare(.equal, group)] + .udp(to: port) + [.counter, .drop]
  }

  private var tail: [NFTExpression] {
    // iifname . ether saddr @blocked_all_at_port drop
    (isAtPort ? [.inputInterface, .sourceBehind] : [.payload(.link, offset: 6, length: 6)])
      + [.lookup(set: setName, id: setID), .drop]
  }

  /// The type fields at 12 and, behind a tag, at 16.
  private func typed(_ types: [[UInt8]]) -> [NFTExpression] {
    types.enumerated().flatMap { position, type -> [NFTExpression] in
      [.payload(.link, offset: UInt32(12 + 4 * position), length: 2), .compare(.equal, type)]
    }
  }

  private func udp(to port: UInt16) -> [NFTExpression] { .udp(to: port) }
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
