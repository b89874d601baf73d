import Glibc
import Netlink
package import Plans
package import System
package import Wire

/// Clients behind relays and routers that are blocked. One of DHCPv4 has a second element for its renewals, which no relay
/// sends on: their `giaddr` is 0. Clients that are blocked behind several relays of one router share that.
extension XDPObjects {
  private struct Element {
    var block: XDPElement
    var renews: UInt64 = 0
    var words: [UInt8]

    init(until: UInt64, remark: BlockComment? = nil) {
      (block, words) = (XDPElement(until: until), XDPElement.words(remark))
    }
    init(_ value: [UInt8]) {
      (block, renews) = (XDPElement(value), value.number(at: XDPClient.renews))
      words = Array(value[XDPClient.remark...])
    }
    var value: [UInt8] { block.value + [UInt8](native: renews) + words }
  }

  /// Drops the DHCP of these clients from now on; who is blocked already keeps its counters.
  package func block(_ clients: [RelayedClient: Block], now: UInt64) throws(SystemError) {
    guard !clients.isEmpty else { return }
    guard let map = self[.clients] else {
      throw SystemError("block clients behind a router", errno: EOPNOTSUPP)
    }
    // Before they are there: a message that is looked up for nothing costs little.
    self[.clientBlocks] += UInt64(clients.count)
    for (client, block) in clients {
      let end = XDPElement.end(of: block.lifetime, now)
      var element = Element(until: end, remark: block.remark)
      if let old = map[Self.key(client)].map({ Element($0) }) {
        element.block = old.block
        element.block.until = end
      }
      try makingRoom { () throws(SystemError) in
        try sweepClients(now: now)
      } _: { () throws(SystemError) in
        try map.set(Self.key(client), element.value)
      }
    }
    try settleRenewals(of: clients.keys, now: now)
  }

  /// Lets them pass.
  package func unblock(_ clients: [RelayedClient], now: UInt64) throws(SystemError) {
    guard !clients.isEmpty else { return }
    for client in clients { try self[.clients]?.remove(Self.key(client)) }
    try settleRenewals(of: clients, now: now)
  }

  /// One that has not ended.
  package func block(_ client: RelayedClient, now: UInt64) -> StandingBlock? {
    guard let element = running(client, now), element.renews == 0 else { return nil }
    return standing(client, element, renewals: client.renewals.flatMap { running($0, now) }, now)
  }

  /// All that have not ended; takes out those that have.
  package func clientBlocks(now: UInt64) throws(SystemError) -> [StandingBlock] {
    let all = try sweepClients(now: now)
    return all.compactMap { client, element in
      element.renews == 0
        ? standing(client, element, renewals: client.renewals.flatMap { all[$0] }, now) : nil
    }
  }

  private func standing(
    _ client: RelayedClient, _ element: Element, renewals: Element?, _ now: UInt64
  ) -> StandingBlock {
    let remaining = element.block.remaining(now)
    var standing = StandingBlock(
      block: Block(
        .client(client), scope: .dhcp, lifetime: remaining, remark: XDPElement.remark(element.words)),
      remaining: remaining, packets: element.block.packets, bytes: element.block.octets)
    if let renewals, renewals.renews == client.renewal {
      standing.packets &+= renewals.block.packets
      standing.bytes &+= renewals.block.octets
    }
    return standing
  }

  private func running(_ client: RelayedClient, _ now: UInt64) -> Element? {
    self[.clients]?[Self.key(client)].map { Element($0) }.flatMap { $0.block.until > now ? $0 : nil }
  }

  /// The renewals of a client are blocked as long as it is, behind whichever relay for longest.
  private func settleRenewals(of clients: some Sequence<RelayedClient>, now: UInt64) throws(SystemError) {
    let all = try sweepClients(now: now)
    let byRenewals = Dictionary(grouping: all) { $0.key.renewals }
    for renewals in Set(clients.map { $0.renewals ?? $0 }) {
      guard case .v4 = renewals.name else { continue }
      let old = all[renewals]
      // Asked for by itself.
      if let old, old.renews == 0 { continue }
      guard
        let longest = (byRenewals[renewals] ?? []).max(by: { $0.value.block.until < $1.value.block.until })
      else {
        try self[.clients]?.remove(Self.key(renewals))
        if old != nil { self[.clientBlocks] -= 1 }
        continue
      }
      var element = old ?? Element(until: 0)
      element.block.until = longest.value.block.until
      element.renews = longest.key.renewal
      if old == nil { self[.clientBlocks] += 1 }
      try self[.clients]?.set(Self.key(renewals), element.value)
    }
  }

  /// Takes out what has ended and says again how many there are; gives the rest.
  @discardableResult
  private func sweepClients(now: UInt64) throws(SystemError) -> [RelayedClient: Element] {
    var rest: [RelayedClient: Element] = [:]
    let before = self[.clientBlocks]
    for (key, value) in try self[.clients]?.all() ?? [] {
      let element = Element(value)
      if element.block.until > now, let client = Self.client(key) {
        rest[client] = element
      } else if hasEnded(key, in: .clients, now) {
        try self[.clients]?.remove(key)
      }
    }
    // What was blocked meanwhile comes on top.
    self[.clientBlocks] = UInt64(rest.count) &+ (self[.clientBlocks] &- before)
    return rest
  }

  /// Takes over who is blocked in another program, before it takes its place.
  func takeOverClients(_ old: XDPObjects, at now: UInt64) throws(SystemError) {
    let all = try old[.clients]?.all() ?? []
    try self[.clients]?.set(keys: all.flatMap(\.key), values: all.flatMap(\.value))
    try sweepClients(now: now)
  }

  private static func key(_ client: RelayedClient) -> [UInt8] {
    switch client.name {
    case .v4(let giaddr, let chaddr):
      [UInt8](native: 4 << 48 | client.router.bits, UInt64(giaddr.bits), 0, chaddr.bits, 0)
    case .v6(let link, let peer):
      [UInt8](native: 6 << 48 | client.router.bits)
        + [link.high, link.low, peer.high, peer.low].flatMap { [UInt8](native: $0.bigEndian) }
    }
  }

  private static func client(_ key: [UInt8]) -> RelayedClient? {
    let first = key.number(at: 0)
    let router = MACAddress(bits: first & 0xffff_ffff_ffff)
    func wide(_ at: Int) -> IPv6Address {
      IPv6Address(high: UInt64(bigEndian: key.number(at: at)), low: UInt64(bigEndian: key.number(at: at + 8)))
    }
    switch first >> 48 {
    case 4:
      let giaddr = IPv4Address(bits: UInt32(truncatingIfNeeded: key.number(at: 8)))
      return RelayedClient(.v4(giaddr: giaddr, chaddr: MACAddress(bits: key.number(at: 24))), behind: router)
    case 6: return RelayedClient(.v6(link: wide(8), peer: wide(24)), behind: router)
    default: return nil
    }
  }
}

extension RelayedClient {
  // What an element of its renewals says of whose they are.
  fileprivate var renewal: UInt64 {
    if case .v4(let giaddr, _) = name { XDPClient.renewal | UInt64(giaddr.bits) } else { 0 }
  }
}
