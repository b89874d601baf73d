internal import Wire

/// How a client behind a relay or a router is found: by the router's Ethernet address, so that nobody on the wire and
/// behind no other router can have it blocked, and by what its messages name it.
///
/// nft(8) has no names for fields of DHCP, so its sets hold them as numbers. Offsets are from the UDP header on.
extension NFTablesText {
  static func clientSetName(_ version: BlockSet.ClientVersion) -> String {
    switch version {
    case .v4: "blocked_clients"
    case .v6: "blocked_clients6"
    }
  }

  // RFC 2131 §2: giaddr and chaddr; RFC 8415 §9: link-address and peer-address of a message with hop-count 0.
  package static func fields(_ version: BlockSet.ClientVersion) -> (
    relay: FilterRule.Field, client: FilterRule.Field
  ) {
    switch version {
    case .v4: (.init(32, length: 4), .init(36, length: 6))
    case .v6: (.init(10, length: 16), .init(26, length: 16))
    }
  }

  /// The set's key, as `typeof` takes it.
  static func clientKey(_ version: BlockSet.ClientVersion) -> String {
    let (relay, client) = fields(version)
    return "ether saddr . \(relay) . \(client)"
  }

  /// The rules of the set, in order, in `dhcpChain`, where both versions come by. They test what nft(8) would join to one
  /// comparison as one.
  static func clientRules(_ version: BlockSet.ClientVersion) -> [FilterRule] {
    let set = clientSetName(version)
    let (relay, client) = fields(version)
    switch version {
    case .v4:
      // A BOOTREQUEST, as relays' servers send replies to this port, too; with an Ethernet address (hlen 6), as of what
      // is longer the first six octets are those of many.
      return [
        FilterRule(
          .udp(to: 67), .transport(offset: 8, [1]), .transport(offset: 10, [6]),
          .client(in: set, relay, client), .verdict(.drop))
      ]
    case .v6:
      return [
        // RELAY-FORW with hop-count 0: the relay's own.
        FilterRule(
          .udp(to: 547), .transport(offset: 8, [relayForward, 0]),
          .client(in: set, relay, client), .verdict(.drop)),
        // With hop-count 1 that of another relay is in its option 9, which stands at a fixed place where it is the first.
        FilterRule(
          .udp(to: 547), .transport(offset: 8, [relayForward, 1]),
          .transport(offset: 42, [0, 9]), .transport(offset: 46, [relayForward, 0]),
          .client(in: set, .init(48, length: 16), .init(64, length: 16)), .verdict(.drop)),
      ]
    }
  }

  private static let relayForward: UInt8 = 12

  /// The client as an element's key.
  static func key(_ client: RelayedClient) -> String {
    switch client.name {
    case .v4(let giaddr, let chaddr):
      "\(client.router) . 0x\(String(giaddr.bits, radix: 16)) . 0x\(String(chaddr.bits, radix: 16))"
    case .v6(let link, let peer): "\(client.router) . \(number(link)) . \(number(peer))"
    }
  }

  private static func number(_ address: IPv6Address) -> String {
    let low = String(address.low, radix: 16)
    guard address.high != 0 else { return "0x\(low)" }
    return "0x\(String(address.high, radix: 16))" + String(repeating: "0", count: 16 - low.utf8.count) + low
  }
}
