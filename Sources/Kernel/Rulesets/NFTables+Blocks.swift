internal import Glibc
public import Rules
public import Wire

extension NFTables {
  /// Up to so many blocks are looked up one by one; for more the sets are listed.
  private static let lookUpLimit = 32
  /// How many elements surely fit into one attribute (65,531 bytes).
  private static let elementsPerMessage = 65000 / NFTElement.maximumSize

  /// Drops these sources from now on, for their whole lifetimes. A source that is blocked already in the same
  /// scope begins its new lifetime and keeps its counters. The scopes must be installed.
  ///
  /// `nft add element bridge dhcpward SET { MAC timeout T comment "..." }`
  public func block(_ blocks: [Block]) throws(NetlinkError) {
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
        batch += Self.messages(.newElement, scope, fresh, flags: [.create, .exclusive])
        batch += Self.replacements(scope, again)
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
  public func unblock(_ blocks: [Block]) throws(NetlinkError) {
    var batch: [NetlinkMessage] = []
    for scope in Scope.allCases {
      let keys = Set(blocks.lazy.filter { $0.scope == scope }.map(\.mac)).sorted().map { NFTElement(key: $0) }
      // Deleting what expired meanwhile would fail the whole transaction, so it is added first.
      batch += Self.messages(.newElement, scope, keys, flags: .create)
      batch += Self.messages(.delElement, scope, keys)
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

  /// The frames and bytes of `mac` dropped in that scope so far; nil when it is not blocked. Costs the same
  /// however many are.
  public func counter(of mac: MACAddress, in scope: Scope) throws(NetlinkError) -> (
    packets: UInt64, bytes: UInt64
  )? {
    try standing(mac, in: scope).map { ($0.packets, $0.bytes) }
  }

  /// The block of `mac` in that scope; nil when it is not blocked. Costs the same however many are.
  public func standing(_ mac: MACAddress, in scope: Scope) throws(NetlinkError) -> StandingBlock? {
    let key = Key(mac: mac, scope: scope)
    return try elements(of: [Block(mac: mac, scope: scope)])[key]?.standing(scope)
  }

  /// Everything that is blocked, ordered by scope and address.
  func standingBlocks(in scopes: some Sequence<Scope>) throws(NetlinkError) -> [StandingBlock] {
    var blocks: [StandingBlock] = []
    for scope in scopes {
      try list(scope) { blocks.append($0.standing(scope)) }
    }
    return blocks.sorted { ($0.block.scope.setID, $0.block.mac) < ($1.block.scope.setID, $1.block.mac) }
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
        var message = NFTMessage.request(.getElement)
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
      try list(scope) { found[Key(mac: $0.mac, scope: scope)] = $0 }
    }
    return found
  }

  /// Lists a set's elements; none when there is no such set.
  private func list(_ scope: Scope, _ take: (NFTElement) -> Void) throws(NetlinkError) {
    var message = NFTMessage.request(.getElement)
    message.append(2, text: scope.setName)
    do throws(NetlinkError) {
      for reply in try dump(message, operation: "list \(scope.setName)") { Self.read(reply, take) }
    } catch {
      guard error.errno == ENOENT else { throw error }
    }
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
    _ operation: NFTMessage.Operation, _ scope: Scope, _ elements: [NFTElement],
    flags: NetlinkMessage.Flags = [], withCounter: Bool = false
  ) -> [NetlinkMessage] {
    stride(from: 0, to: elements.count, by: elementsPerMessage).map { start in
      var message = NFTMessage.request(operation, flags: flags)
      message.append(2, text: scope.setName)
      message.nest(3) { list in
        for element in elements[start...].prefix(elementsPerMessage) {
          element.append(to: &list, withCounter: withCounter)
        }
      }
      return message
    }
  }

  /// Gives elements new lifetimes. Adding alone is ignored by some kernels and refreshes in others, so each is
  /// added (in case it expired just now), deleted, and added as it shall be with the counters it had.
  private static func replacements(_ scope: Scope, _ elements: [NFTElement]) -> [NetlinkMessage] {
    let keys = elements.map { NFTElement(key: $0.mac) }
    return messages(.newElement, scope, keys, flags: .create) + messages(.delElement, scope, keys)
      + messages(.newElement, scope, elements, flags: .create, withCounter: true)
  }
}
