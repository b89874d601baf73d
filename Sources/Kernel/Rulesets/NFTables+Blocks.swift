internal import Glibc
package import Rules
package import Wire

extension NFTables {
  /// Up to so many blocks are looked up one by one; for more the sets are listed.
  private static let lookUpLimit = 32
  /// How many elements surely fit into one attribute (65,531 bytes).
  private static let elementsPerMessage = 65000 / NFTElement.maximumSize

  private static let listAttempts = 8

  /// Drops these sources from now on, for their whole lifetimes. A source that is blocked already in the same
  /// scope begins its new lifetime and keeps its counters. The scopes must be installed.
  ///
  /// `nft add element bridge dhcpward SET { MAC timeout T comment "..." }`
  package func block(_ blocks: [Block]) throws(NetlinkError) {
    guard !blocks.isEmpty else { return }
    let wanted = blocks.count == 1 ? blocks : Self.lastOfEach(blocks)
    for attempt in 1... {
      let standing = try elements(of: wanted)
      var batch: [NetlinkMessage] = []
      for scope in Scope.allCases {
        let fresh = wanted.filter { $0.scope == scope && standing[Key($0)] == nil }.map { NFTElement($0) }
        let again = wanted.compactMap { block -> NFTElement? in
          guard block.scope == scope, let old = standing[Key(block)] else { return nil }
          var element = NFTElement(block)
          (element.packets, element.bytes) = (old.packets, old.bytes)
          return element
        }
        batch += Self.messages(.newElement, scope, fresh, home: home, flags: [.create, .exclusive])
        batch += Self.replacements(scope, again, home)
      }
      do throws(NetlinkError) {
        return try commit(
          batch, operation: "block",
          subject: blocks.count == 1 ? "\(blocks[0].mac)" : "\(blocks.count) sources")
      } catch {
        // Somebody else blocked one of them since we looked.
        guard error.errno == EEXIST, attempt < 4 else { throw error }
      }
    }
  }

  /// Lets these sources pass. One that is not blocked, or no longer, is fine.
  ///
  /// `nft delete element bridge dhcpward SET { MAC }`
  package func unblock(_ blocks: [Block]) throws(NetlinkError) {
    var batch: [NetlinkMessage] = []
    for scope in Scope.allCases {
      let keys = Set(blocks.lazy.filter { $0.scope == scope }.map(\.mac)).sorted().map { NFTElement(key: $0) }
      // Deleting what expired meanwhile would fail the whole transaction, so it is added first.
      batch += Self.messages(.newElement, scope, keys, home: home, flags: .create)
      batch += Self.messages(.delElement, scope, keys, home: home)
    }
    do throws(NetlinkError) {
      try commit(
        batch, operation: "unblock",
        subject: blocks.count == 1 ? "\(blocks[0].mac)" : "\(blocks.count) sources")
    } catch {
      // No such table or set: nobody is blocked.
      guard error.errno == ENOENT else { throw error }
    }
  }

  /// The block of `mac` in that scope; nil when it is not blocked. Costs the same however many are.
  package func standing(_ mac: MACAddress, in scope: Scope) throws(NetlinkError) -> StandingBlock? {
    let key = Key(mac: mac, scope: scope)
    return try elements(of: [Block(mac: mac, scope: scope)])[key]?.standing(scope)
  }

  /// Everything that is blocked, ordered by scope and address.
  func standingBlocks(in scopes: some Sequence<Scope>) throws(NetlinkError) -> [StandingBlock] {
    var blocks: [StandingBlock] = []
    for scope in scopes {
      blocks += try list(scope).values.sorted { $0.mac < $1.mac }.map { $0.standing(scope) }
    }
    return blocks
  }

  // MARK: Elements

  /// What tells one block from another.
  private struct Key: Hashable {
    var mac: MACAddress
    var scope: Scope

    init(mac: MACAddress, scope: Scope) { (self.mac, self.scope) = (mac, scope) }
    init(_ block: Block) { self.init(mac: block.mac, scope: block.scope) }
  }

  private static func lastOfEach(_ blocks: [Block]) -> [Block] {
    var seen: Set<Key> = []
    return blocks.reversed().filter { seen.insert(Key($0)).inserted }.reversed()
  }

  /// The elements of these blocks that the kernel has now.
  private func elements(of blocks: [Block]) throws(NetlinkError) -> [Key: NFTElement] {
    var found: [Key: NFTElement] = [:]
    if blocks.count <= Self.lookUpLimit {
      let requests = blocks.map { block -> NetlinkMessage in
        var message = NFTMessage.request(.getElement, home)
        message.append(2, text: block.scope.setName)
        message.nest(3) { NFTElement(key: block.mac).append(to: &$0, withCounter: false) }
        return message
      }
      for (block, reply) in zip(blocks, try lookUp(requests, operation: "look up block")) {
        guard let reply else { continue }
        Self.read(reply) { found[Key(block)] = $0 }
      }
      return found
    }
    for scope in Set(blocks.lazy.map(\.scope)) {
      for element in try list(scope).values { found[Key(mac: element.mac, scope: scope)] = element }
    }
    return found
  }

  /// A set's elements; none when there is no such set.
  ///
  /// While the kernel grows or shrinks the set's hash table, as it does for some time after many changes, a
  /// list repeats some elements and leaves others out. So a list with repetitions is completed by another
  /// one.
  private func list(_ scope: Scope) throws(NetlinkError) -> [MACAddress: NFTElement] {
    var message = NFTMessage.request(.getElement, home)
    message.append(2, text: scope.setName)
    var elements: [MACAddress: NFTElement] = [:]
    for _ in 0..<Self.listAttempts {
      var seen: Set<MACAddress> = []
      var repeats = false
      do throws(NetlinkError) {
        for reply in try dump(message, operation: "list \(scope.setName)") {
          Self.read(reply) { element in
            if !seen.insert(element.mac).inserted { repeats = true }
            elements[element.mac] = element
          }
        }
      } catch {
        guard error.errno == ENOENT else { throw error }
        return [:]
      }
      if !repeats { break }
    }
    return elements
  }

  /// The elements of one NFT_MSG_NEWSETELEM.
  private static func read(_ reply: NetlinkReply, _ take: (NFTElement) -> Void) {
    guard let list = reply.attributes(after: 4)[3]?.nested else { return }
    for attribute in list where attribute.type == 1 {
      if let element = NFTElement(attribute.nested) { take(element) }
    }
  }

  /// Requests on these elements, as few as hold them.
  static func messages(
    _ operation: NFTMessage.Operation, _ scope: Scope, _ elements: [NFTElement], home: NFTHome = .bridge,
    flags: NetlinkMessage.Flags = [], withCounter: Bool = false
  ) -> [NetlinkMessage] {
    stride(from: 0, to: elements.count, by: elementsPerMessage).map { start in
      var message = NFTMessage.request(operation, home, flags: flags)
      message.append(2, text: scope.setName)
      message.nest(3) { list in
        for element in elements[start...].prefix(elementsPerMessage) {
          element.append(to: &list, withCounter: withCounter)
        }
      }
      return message
    }
  }

  /// Gives elements new lifetimes. Adding alone is ignored by some kernels and refreshes in others, so each
  /// is added (in case it expired just now), deleted, and added as it shall be with the counters it had.
  private static func replacements(
    _ scope: Scope, _ elements: [NFTElement], _ home: NFTHome
  ) -> [NetlinkMessage] {
    let keys = elements.map { NFTElement(key: $0.mac) }
    return messages(.newElement, scope, keys, home: home, flags: .create)
      + messages(.delElement, scope, keys, home: home)
      + messages(.newElement, scope, elements, home: home, flags: .create, withCounter: true)
  }
}
