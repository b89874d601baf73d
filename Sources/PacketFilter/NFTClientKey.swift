import Netlink
import Plans
import Wire

/// Keys of the sets of clients behind routers: the router's Ethernet address, the relay's and the client's, each padded to
/// a multiple of four octets.
enum NFTClientKey {
  /// What nft(8) keeps with a set whose key was declared by `typeof`, octet for octet as it writes it (`set_make_key` in its
  /// src/netlink.c, `payload_expr_build_udata` in its src/payload.c): without it no nft could list the set.
  static func userdata(_ version: BlockSet.ClientVersion) -> [UInt8] {
    let parts = [payload(number(0, etherHeader) + number(1, sourceAddress))] + fields(version).map(raw)
    let concatenation = parts.enumerated().flatMap { record(UInt8($0.offset), $0.element) }
    return number(0, 0) + record(3, number(0, 13) + record(1, concatenation))
  }

  // NFTNL_UDATA_SET_KEYBYTEORDER (0): none; NFTNL_UDATA_SET_KEY_TYPEOF (3): EXPR_CONCAT (13) of parts that are EXPR_PAYLOAD
  // (7): of PROTO_DESC_ETHER (17) its second field, or octets from the transport header (3) on that have no name.
  private static let (etherHeader, sourceAddress): (UInt32, UInt32) = (17, 2)

  private static func payload(_ content: [UInt8]) -> [UInt8] { number(0, 7) + record(1, content) }

  private static func raw(_ field: FilterRule.Field) -> [UInt8] {
    payload(
      number(0, 0) + number(1, 0) + number(2, 3) + number(3, UInt32(8 * field.offset))
        + number(4, UInt32(8 * field.length)))
  }

  private static func fields(_ version: BlockSet.ClientVersion) -> [FilterRule.Field] {
    let (relay, client) = NFTablesText.fields(version)
    return [relay, client]
  }

  private static func record(_ type: UInt8, _ content: [UInt8]) -> [UInt8] {
    [type, UInt8(content.count)] + content
  }

  private static func number(_ type: UInt8, _ number: UInt32) -> [UInt8] {
    record(type, [UInt8](native: number))
  }
}

extension RelayedClient {
  /// NFTA_DATA_VALUE of its key.
  var setKey: [UInt8] {
    let head = router.octets + [0, 0] + name.relay.octets
    return switch name {
    case .v4(_, let chaddr): head + chaddr.octets + [0, 0]
    case .v6(_, let peer): head + IPAddress.v6(peer).octets
    }
  }

  /// Reads a key; nil for one of another length, or whose padding is none.
  init?(setKey key: ArraySlice<UInt8>) {
    let rest = key.dropFirst(8)
    guard let router = MACAddress(octets: key.prefix(6)), key.dropFirst(6).prefix(2).elementsEqual([0, 0])
    else {
      return nil
    }
    switch key.count {
    case 20:
      guard case .v4(let giaddr) = IPAddress(octets: rest.prefix(4)),
        let chaddr = MACAddress(octets: rest.dropFirst(4).prefix(6)), rest.suffix(2).elementsEqual([0, 0])
      else { return nil }
      self.init(.v4(giaddr: giaddr, chaddr: chaddr), behind: router)
    case 40:
      guard case .v6(let link) = IPAddress(octets: rest.prefix(16)),
        case .v6(let peer) = IPAddress(octets: rest.dropFirst(16))
      else { return nil }
      self.init(.v6(link: link, peer: peer), behind: router)
    default: return nil
    }
  }
}
