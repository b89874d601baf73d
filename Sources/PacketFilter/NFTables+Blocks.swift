internal import CNetlink
internal import Glibc
package import Netlink
package import Plans
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
    let all = NFTElement.all(wanted)
    let bySet = Dictionary(grouping: all) { $0.key.set }
    for attempt in 1... {
      let standing = try elements(all.map(\.key))
      var batch: [NetlinkMessage] = []
      for set in BlockSet.allCases {
        guard let mine = bySet[set] else { continue }
        let fresh = mine.filter { standing[$0.key] == nil }.map(\.element)
        let again = mine.compactMap { key, wanted -> NFTElement? in
          guard let old = standing[key] else { return nil }
          var element = wanted.joined(with: old)
          (element.packets, element.bytes) = (old.packets, old.bytes)
          return element
        }
        batch += Self.messages(.newElement, set, fresh, home: home, flags: [.create, .exclusive])
        batch += Self.replacements(set, again, home)
      }
      do throws(NetlinkError) {
        return try commit(
          batch, operation: "block",
          subject: blocks.count == 1 ? "\(blocks[0].subject)" : "\(blocks.count) sources")
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
    let keys = Set(blocks.lazy.map(\.key))
    let subject = blocks.count == 1 ? "\(blocks[0].subject)" : "\(blocks.count) sources"
    do throws(NetlinkError) {
      guard keys.contains(where: { $0.set.clients == .v4 }) else {
        return try commit(Self.deletions(keys, home), operation: "unblock", subject: subject)
      }
      try commitUnlessChanged(operation: "unblock") { () throws(NetlinkError) in
        Self.deletions(keys, self.home) + (try self.settleRenewals(without: keys))
      }
    } catch {
      // No such table or set: nobody is blocked.
      guard error.errno == ENOENT else { throw error }
    }
  }

  /// The block of `mac` in that scope, at one port alone or everywhere; nil when there is none. Costs the same
  /// however many are blocked.
  package func standing(
    _ mac: MACAddress, in scope: Scope, at port: InterfaceName? = nil
  ) throws(NetlinkError) -> StandingBlock? {
    try standing(Block(mac: mac, scope: scope, port: port))
  }

  /// A block as it stands; nil when it does not, or when the half of it that is for a client's renewals is gone.
  package func standing(_ block: Block) throws(NetlinkError) -> StandingBlock? {
    let renewals = NFTElement(renewalsOf: block).map { Block.Key($0.subject, scope: block.scope) }
    let found = try elements([block.key] + (renewals.map { [$0] } ?? []))
    guard let element = found[block.key], element.renewing == nil else { return nil }
    var standing = element.standing(in: block.scope)
    if let renewals {
      guard let half = found[renewals] else { return nil }
      standing.packets &+= half.packets
      standing.bytes &+= half.bytes
    }
    return standing
  }

  /// Everything that is blocked, ordered by set and address.
  func standingBlocks(in sets: some Sequence<BlockSet>) throws(NetlinkError) -> [StandingBlock] {
    var blocks: [StandingBlock] = []
    for set in sets {
      let elements = try list(set)
      for (key, element) in elements.sorted(by: { $0.key < $1.key }) where element.renewing == nil {
        var standing = element.standing(in: set.scope)
        if let renewals = key.subject.client?.renewals,
          let half = elements[Block.Key(.client(renewals), scope: set.scope)],
          half.renewing.map(Subject.client) == key.subject
        {
          standing.packets &+= half.packets
          standing.bytes &+= half.bytes
        }
        blocks.append(standing)
      }
    }
    return blocks
  }

  // MARK: Elements

  private static func lastOfEach(_ blocks: [Block]) -> [Block] {
    var seen: Set<Block.Key> = Set(minimumCapacity: blocks.count)
    return blocks.reversed().filter { seen.insert($0.key).inserted }.reversed()
  }

  /// The elements of these keys that the kernel has now.
  private func elements(_ keys: [Block.Key]) throws(NetlinkError) -> [Block.Key: NFTElement] {
    var found: [Block.Key: NFTElement] = [:]
    if keys.count <= Self.lookUpLimit {
      let requests = keys.map { key -> NetlinkMessage in
        var message = NFTMessage.request(.getElement, home)
        message.append(NFTA_SET_ELEM_LIST_SET, text: key.set.setName)
        message.nest(NFTA_SET_ELEM_LIST_ELEMENTS) {
          NFTElement(key: key).append(to: &$0, withCounter: false)
        }
        return message
      }
      for (key, reply) in zip(keys, try lookUp(requests, operation: "look up block")) {
        guard let reply else { continue }
        Self.read(reply) { found[key] = $0 }
      }
      return found
    }
    for set in Set(keys.lazy.map(\.set)) { found.merge(try list(set)) { $1 } }
    return found
  }

  /// A set's elements; none when there is no such set.
  ///
  /// While the kernel grows or shrinks the set's hash table, as it does for some time after many changes, a
  /// list repeats some elements and leaves others out. So a list with repetitions is completed by another
  /// one.
  func list(_ set: BlockSet) throws(NetlinkError) -> [Block.Key: NFTElement] {
    try list(set.setName) { Block.Key($0.subject, scope: set.scope, port: $0.port) }
  }

  /// The same of a set by its name.
  func list<Key: Hashable>(
    _ name: String, _ key: (NFTElement) -> Key?
  ) throws(NetlinkError) -> [Key: NFTElement] {
    var message = NFTMessage.request(.getElement, home)
    message.append(NFTA_SET_ELEM_LIST_SET, text: name)
    var elements: [Key: NFTElement] = [:]
    for _ in 0..<Self.listAttempts {
      var seen: Set<Key> = []
      var repeats = false
      do throws(NetlinkError) {
        for reply in try dump(message, operation: "list \(name)") {
          Self.read(reply) { element in
            guard let key = key(element) else { return }
            if !seen.insert(key).inserted { repeats = true }
            elements[key] = element
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
    guard let list = reply.attributes(after: 4)[NFTA_SET_ELEM_LIST_ELEMENTS]?.nested else { return }
    for attribute in list where attribute.is(NFTA_LIST_ELEM) {
      if let element = NFTElement(attribute.nested) { take(element) }
    }
  }

  /// Requests on these elements, as few as hold them.
  static func messages(
    _ operation: NFTMessage.Operation, _ set: BlockSet, _ elements: [NFTElement],
    home: NFTBaseChain = .bridge,
    flags: NetlinkMessage.Flags = [], withCounter: Bool = false
  ) -> [NetlinkMessage] {
    messages(
      operation, set: set.setName, elements, home: home, flags: flags, withCounter: withCounter)
  }

  /// The same of a set by its name.
  static func messages(
    _ operation: NFTMessage.Operation, set name: String, _ elements: [NFTElement], home: NFTBaseChain,
    flags: NetlinkMessage.Flags = [], withCounter: Bool = false
  ) -> [NetlinkMessage] {
    stride(from: 0, to: elements.count, by: elementsPerMessage).map { start in
      var message = NFTMessage.request(operation, home, flags: flags)
      message.append(NFTA_SET_ELEM_LIST_SET, text: name)
      message.nest(NFTA_SET_ELEM_LIST_ELEMENTS) { list in
        for element in elements[start...].prefix(elementsPerMessage) {
          element.append(to: &list, withCounter: withCounter)
        }
      }
      return message
    }
  }

  /// Takes elements out, whether they are there or not: deleting one that is not, or has just expired, would fail the
  /// whole transaction, so each is added first.
  static func deletions(set name: String, _ keys: [NFTElement], home: NFTBaseChain) -> [NetlinkMessage] {
    messages(.newElement, set: name, keys, home: home, flags: .create)
      + messages(.delElement, set: name, keys, home: home)
  }

  /// Takes the elements of these blocks out.
  private static func deletions(_ keys: Set<Block.Key>, _ home: NFTBaseChain) -> [NetlinkMessage] {
    let bySet = Dictionary(grouping: keys, by: \.set)
    return BlockSet.allCases.flatMap { set in
      deletions(set: set.setName, bySet[set, default: []].sorted().map { NFTElement(key: $0) }, home: home)
    }
  }

  /// Gives elements new lifetimes. Adding alone is ignored by some kernels and refreshes in others, so each
  /// is added (in case it expired just now), deleted, and added as it shall be with the counters it had.
  static func replacements(
    _ set: BlockSet, _ elements: [NFTElement], _ home: NFTBaseChain
  ) -> [NetlinkMessage] {
    let keys = elements.map { NFTElement(key: Block.Key($0.subject, scope: set.scope, port: $0.port)) }
    return deletions(set: set.setName, keys, home: home)
      + messages(.newElement, set, elements, home: home, flags: .create, withCounter: true)
  }
}
