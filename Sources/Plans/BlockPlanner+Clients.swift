internal import Wire

/// What can be blocked of those behind a router, and where.
extension BlockPlanner {
  /// Whether rules in that table tell clients behind routers from one another.
  public static func blocksClients(in table: Table) -> Bool { table.dialect != .ebtables }

  /// Why a client or a line cannot be blocked in that table; nil when it can.
  public static func refusal(_ block: Block, in table: Table) -> PlanError? {
    switch block.subject {
    case .address: return nil
    case .client(let client):
      do { try check(client, block, table) } catch { return error }
      return nil
    case .line: return refusal(of: block)
    }
  }

  static func check(_ client: RelayedClient, _ block: Block, _ table: Table) throws(PlanError) {
    if let reason = fault(of: client) {
      throw PlanError(
        attempt: "block \(client)", reason: reason, advice: "name the addresses that its messages have",
        isBadInput: true)
    }
    guard blocksClients(in: table) else { throw refusal(of: block) }
    guard block.scope == .dhcp else {
      throw PlanError(
        attempt: "block \(client)",
        reason:
          "only its DHCP messages say which client they are of, other frames have their router's address",
        advice: "choose scope dhcp", isBadInput: true)
    }
    if let port = block.port {
      throw PlanError(
        attempt: "block \(client) at port \(port)",
        reason: "a client behind a router is blocked at every port",
        advice: "leave the port away")
    }
  }

  private static func fault(of client: RelayedClient) -> String? {
    if client.router.isGroup || client.router == .zero { return "\(client.router) is no router's address" }
    switch client.name {
    case .v4(let giaddr, let chaddr):
      if chaddr.isGroup || chaddr == .zero { return "\(chaddr) is no client's address" }
      // RFC 1122 §3.2.1.3; zero is that of what was routed and not relayed.
      if giaddr.bits >> 28 >= 0xe || giaddr.bits >> 24 == 127 { return "\(giaddr) is no relay's address" }
    case .v6(let link, let peer):
      if peer.high >> 56 == 0xff || (peer.high, peer.low) == (0, 0) {
        return "\(peer) is no client's address"
      }
      if link.high >> 56 == 0xff { return "\(link) is no link's address" }
    }
    return nil
  }

  /// Why somebody behind a router cannot be blocked there.
  static func refusal(of block: Block) -> PlanError {
    let (reason, advice) =
      if case .line = block.subject {
        (
          "what names a line stands at no fixed place of a message, so no rule finds it",
          "block the clients of the line one by one"
        )
      } else {
        (
          "ebtables matches no octets of a DHCP message, and all clients of a router have its address",
          "choose backend nftables, or have the router itself drop the client"
        )
      }
    return PlanError(attempt: "block \(block.subject)", reason: reason, advice: advice)
  }
}
