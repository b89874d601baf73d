import Glibc
import Netlink
import Plans
package import System
import Wire

/// Who is blocked: elements that the program reads, and why, which it does not.
extension XDPObjects {
  /// Drops these from now on; who is blocked already keeps its counters.
  func block(_ blocks: [Block], now: UInt64) throws(SystemError) {
    guard let elements = self[.blocks], let remarks = self[.remarks] else { return }
    let clients = blocks.compactMap { block in block.subject.client.map { ($0, block) } }
    try self.block(Dictionary(clients) { $1 }, now: now)
    let blocks = blocks.filter { $0.mac != nil }
    guard !blocks.isEmpty else { return }
    // Before they are there: a frame that is looked up for nothing costs little.
    self[.wide] += UInt64(blocks.count { $0.scope != .dhcp })
    var (keys, values, words): ([UInt8], [UInt8], [UInt8]) = ([], [], [])
    for block in blocks {
      guard let mac = block.mac else { continue }
      let key = Self.key(mac, block.scope.key)
      var element = XDPElement(until: XDPElement.end(of: block.lifetime, now))
      // Of many at once, as at a start, hardly any stands.
      if blocks.count <= Self.few, let old = elements[key] {
        element = XDPElement(old)
        element.until = XDPElement.end(of: block.lifetime, now)
      }
      keys += key
      values += element.value
      words += XDPElement.words(block.remark)
    }
    try makingRoom { () throws(SystemError) in
      try sweep(now: now)
    } _: { () throws(SystemError) in
      try remarks.set(keys: keys, values: words)
      try elements.set(keys: keys, values: values)
    }
  }

  private static let few = 32

  func unblock(_ blocks: [Block], now: UInt64) throws(SystemError) {
    try unblock(blocks.compactMap(\.subject.client), now: now)
    for block in blocks {
      guard let mac = block.mac else { continue }
      let key = Self.key(mac, block.scope.key)
      try self[.blocks]?.remove(key)
      try self[.remarks]?.remove(key)
    }
    if self[.wide] > 0, blocks.contains(where: { $0.scope != .dhcp }) { try sweep(now: now) }
  }

  /// One that has not ended.
  func block(_ key: Block.Key, now: UInt64, wall: Timestamp) -> StandingBlock? {
    if let client = key.subject.client { return block(client, now: now) }
    guard let mac = key.subject.address else { return nil }
    let octets = Self.key(mac, key.scope.key)
    guard let value = self[.blocks]?[octets] else { return nil }
    let element = XDPElement(value)
    guard element.until > now else { return nil }
    return standing(octets, element, self[.remarks]?[octets], now, wall)
  }

  /// All that have not ended, by scope and address; takes out those that have.
  func blocks(now: UInt64, wall: Timestamp) throws(SystemError) -> [StandingBlock] {
    let remarks = Dictionary(try self[.remarks]?.all().map { ($0.key, $0.value) } ?? []) { first, _ in first }
    let sources = try sweep(now: now).compactMap {
      standing($0.key, XDPElement($0.value), remarks[$0.key], now, wall)
    }
    return (sources + (try clientBlocks(now: now)))
      .sorted { ($0.block.scope.key, $0.block.subject) < ($1.block.scope.key, $1.block.subject) }
  }

  /// Takes out what has ended and says again how many are blocked with more than DHCP; gives the rest.
  @discardableResult
  func sweep(now: UInt64) throws(SystemError) -> [(key: [UInt8], value: [UInt8])] {
    var standing: [(key: [UInt8], value: [UInt8])] = []
    var wide: UInt64 = 0
    let before = self[.wide]
    for element in try self[.blocks]?.all() ?? [] {
      guard XDPElement(element.value).until > now else {
        guard hasEnded(element.key, in: .blocks, now) else { continue }
        try self[.blocks]?.remove(element.key)
        try self[.remarks]?.remove(element.key)
        continue
      }
      standing.append(element)
      if element.key.number(at: 0) >> 48 != Scope.dhcp.key { wide += 1 }
    }
    // What was blocked meanwhile comes on top.
    self[.wide] = wide &+ (self[.wide] &- before)
    return standing
  }

  /// Whether one that had ended when all were listed still has: somebody may have blocked it anew meanwhile.
  func hasEnded(_ key: [UInt8], in map: XDPMap, _ now: UInt64) -> Bool {
    self[map]?[key].map { XDPElement($0).until <= now } ?? false
  }

  private func standing(
    _ key: [UInt8], _ element: XDPElement, _ remark: [UInt8]?, _ now: UInt64, _ wall: Timestamp
  ) -> StandingBlock? {
    let number = key.number(at: 0)
    guard let scope = Scope.allCases.first(where: { $0.key == number >> 48 }) else { return nil }
    // What the program blocked by itself has none until the daemon hears of it.
    let since = wall + .nanoseconds(-Int64(clamping: now - min(now, element.last)))
    let comment =
      XDPElement.remark(remark ?? [])
      ?? (remark == nil
        ? BlockComment(origin: .watch, since: since, reason: "flood, as the program at the XDP hook counted")
        : nil)
    let remaining = element.remaining(now)
    return StandingBlock(
      block: Block(
        mac: MACAddress(bits: number & 0xffff_ffff_ffff), scope: scope, lifetime: remaining, remark: comment),
      remaining: remaining, packets: element.packets, bytes: element.octets)
  }

  private static func key(_ mac: MACAddress, _ scope: UInt64) -> [UInt8] {
    [UInt8](native: scope << 48 | mac.bits)
  }

  /// Takes over what is blocked and named in another program, before it takes its place.
  package func takeOver(_ old: XDPObjects, at now: UInt64) throws(SystemError) {
    for map in [XDPMap.remarks, .blocks, .named] {
      var all = try old[map]?.all() ?? []
      if map == .named, self[.heard] == nil { all = Self.withoutKnown(all) }
      try self[map]?.set(keys: all.flatMap(\.key), values: all.flatMap(\.value))
    }
    try takeOverClients(old, at: now)
    try sweep(now: now)
  }
}
