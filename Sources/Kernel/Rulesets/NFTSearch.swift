internal import Rules

/// The rules that find DHCP, as `NFTablesText` has them.
enum NFTSearch {
  private static let ipv4: [UInt8] = [0x08, 0x00]
  private static let ipv6: [UInt8] = [0x86, 0xdd]
  /// The types of the tags that Linux takes off: 802.1Q, 802.1ad.
  static let tags: [[UInt8]] = [[0x81, 0x00], [0x88, 0xa8]]

  /// NFTA_SET_ID of set `own`, behind those of `BlockSet` and `NFTGate`.
  static let ownID: UInt32 = 11

  /// ether saddr @own drop
  static let ownRule: [NFTExpression] = .source + [.lookup(set: NFTablesText.ownSet, id: ownID), .drop]

  /// The rules of the chain that every frame passes.
  static func rules(judge: String, nested: String) -> [[NFTExpression]] {
    // meta protocol ip udp dport 67 jump JUDGE
    // meta protocol ip6 udp dport 547 jump JUDGE
    ([(ipv4, 67), (ipv6, 547)] as [([UInt8], UInt16)]).map { type, port in
      .isProtocol(type) + .udp(to: port) + [.jump(judge)]
    }
      // meta protocol 8021q jump NESTED, meta protocol 8021ad jump NESTED
      + tags.map { .isProtocol($0) + [.jump(nested)] }
  }

  /// The rules of the chain for two tags and more.
  static func nestedRules(judge: String) -> [[NFTExpression]] {
    let udp: [UInt8] = [17]
    let matches: [[NFTExpression]] =
      [
        // @nh,16,24 0x080045 @nh,104,8 17 @nh,208,16 67
        network(2, ipv4 + [0x45]) + network(13, udp) + network(26, [0, 67]),
        // @nh,16,16 0x0800 @nh,32,8 != 0x45 @nh,104,8 17
        network(2, ipv4) + network(4, [0x45], .unequal) + network(13, udp),
        // @nh,16,16 0x86dd @nh,80,8 17 @nh,368,16 547
        network(2, ipv6) + network(10, udp) + network(46, [2, 35]),
        // @nh,16,16 0x86dd @nh,80,8 0 @nh,352,8 != 58
        network(2, ipv6) + network(10, [0]) + network(44, [58], .unequal),
      ]
      // @nh,16,16 0x86dd @nh,80,8 43, and so on
      + [43, 44, 51, 60].map { network(2, ipv6) + network(10, [$0]) }
      // @nh,16,16 0x8100, @nh,16,16 0x88a8
      + tags.map { network(2, $0) }
    return matches.map { $0 + [.jump(judge)] }
  }

  /// Octets behind the outermost tag, compared.
  static func network(
    _ offset: UInt32, _ bytes: [UInt8], _ comparison: NFTExpression.Comparison = .equal
  ) -> [NFTExpression] {
    [.payload(.network, offset: offset, length: UInt32(bytes.count)), .compare(comparison, bytes)]
  }
}

extension [NFTExpression] {
  /// `meta protocol TYPE`: what the frame is behind its outermost tag.
  static func isProtocol(_ type: [UInt8], _ comparison: NFTExpression.Comparison = .equal) -> [NFTExpression]
  {
    [.frameProtocol, .compare(comparison, type)]
  }
}
