internal import Rules

/// The requests of nf_tables (linux/netfilter/nf_tables.h), bytes as nft sends them.
enum NFTMessage {
  /// NFT_MSG_ numbers.
  enum Operation: UInt16 {
    case newTable = 0, getTable, delTable, newChain, getChain, delChain, newRule, getRule, delRule
    case newSet, getSet, delSet, newElement, getElement, delElement, newGeneration, getGeneration
    case getObject = 19
  }

  /// A request on a table (nil for none); its first attribute is always the table's name.
  static func request(
    _ operation: Operation, _ home: NFTHome?, flags: NetlinkMessage.Flags = []
  ) -> NetlinkMessage {
    var message = request(operation, family: home?.family ?? 7, flags: flags)
    if let home { message.append(1, text: home.table) }
    return message
  }

  /// A request on a family (NFPROTO_) as a whole.
  static func request(
    _ operation: Operation, family: UInt8, flags: NetlinkMessage.Flags = []
  ) -> NetlinkMessage {
    // NFNL_SUBSYS_NFTABLES is 10; then `struct nfgenmsg`: the family, version 0.
    NetlinkMessage(type: 10 << 8 | operation.rawValue, flags: flags, header: [family, 0, 0, 0])
  }

  /// NFNL_MSG_BATCH_BEGIN; refused with ERESTART when the ruleset is no longer of that generation.
  static func batchBegin(generation: UInt32? = nil) -> NetlinkMessage {
    var message = NetlinkMessage(type: 16, flags: [], header: [0, 0, 0, 10])
    if let generation { message.append(1, bigEndian: generation) }  // NFNL_BATCH_GENID
    return message
  }

  /// NFNL_MSG_BATCH_END
  static let batchEnd = NetlinkMessage(type: 17, flags: [], header: [0, 0, 0, 10])

  /// `add table FAMILY NAME { comment "..."; }`
  static func addTable(_ home: NFTHome, comment: String? = nil) -> NetlinkMessage {
    var message = request(.newTable, home, flags: .create)
    message.append(2, bigEndian: UInt32(0))  // NFTA_TABLE_FLAGS
    if let comment {
      // NFTA_TABLE_USERDATA: NFTNL_UDATA_TABLE_COMMENT, length, text, NUL.
      let text = Array(comment.utf8) + [0]
      message.append(6, [0, UInt8(text.count)] + text)
    }
    return message
  }

  /// `add chain FAMILY NAME CHAIN { type filter hook ... priority N; policy accept; }`
  static func addChain(
    _ home: NFTHome, named name: String? = nil, priority: Int32? = nil
  ) -> NetlinkMessage {
    var message = request(.newChain, home, flags: .create)
    message.append(3, text: name ?? home.chain)
    message.append(7, text: "filter")  // NFTA_CHAIN_TYPE
    message.append(5, bigEndian: UInt32(1))  // NFTA_CHAIN_POLICY: NF_ACCEPT
    message.nest(4) { hook in
      hook.append(1, bigEndian: home.hook)  // NFTA_HOOK_HOOKNUM
      hook.append(2, bigEndian: priority ?? home.priority)  // NFTA_HOOK_PRIORITY
      if let device = home.device { hook.append(3, text: "\(device)") }  // NFTA_HOOK_DEV
    }
    return message
  }

  /// `add set FAMILY dhcpward NAME { type ether_addr; flags timeout; counter; }`
  static func addSet(_ set: BlockSet, _ home: NFTHome) -> NetlinkMessage {
    countingSet(set.setName, id: set.setID, of: set, flags: 0x10, home)  // NFT_SET_TIMEOUT
  }

  /// `add set FAMILY dhcpward own { type ether_addr; counter; }`
  static func addOwnSet(_ home: NFTHome) -> NetlinkMessage {
    countingSet(NFTablesText.ownSet, id: NFTSearch.ownID, of: BlockSet(.all), flags: 0, home)
  }

  /// A set whose elements count, with keys as that one's.
  private static func countingSet(
    _ name: String, id: UInt32, of set: BlockSet, flags: UInt32, _ home: NFTHome
  ) -> NetlinkMessage {
    var message = request(.newSet, home, flags: .create)
    message.append(2, text: name)
    message.append(3, bigEndian: flags)
    message.append(4, bigEndian: set.keyType)  // NFTA_SET_KEY_TYPE
    message.append(5, bigEndian: set.keyLength)
    message.append(10, bigEndian: id)
    // NFTA_SET_USERDATA: NFTNL_UDATA_SET_KEYBYTEORDER, in the machine's own byte order: big-endian, or none for a key
    // of several parts.
    var userdata: [UInt8] = [0, 4]
    userdata.append(native: UInt32(set.isAtPort ? 0 : 2))
    message.append(13, userdata)
    message.nest(17) { expression in  // NFTA_SET_EXPR
      expression.append(1, text: "counter")
      expression.nest(2) { _ in }
    }
    return message
  }

  /// `add rule FAMILY NAME CHAIN ...`
  static func addRule(
    _ expressions: [NFTExpression], _ home: NFTHome, chain: String? = nil
  ) -> NetlinkMessage {
    var message = request(.newRule, home, flags: [.create, .append])
    message.append(2, text: chain ?? home.chain)
    message.nest(4) { list in
      for expression in expressions { expression.append(to: &list) }
    }
    return message
  }

  /// `add chain FAMILY NAME CHAIN`: one that is jumped to.
  static func addPlainChain(_ name: String, _ home: NFTHome) -> NetlinkMessage {
    var message = request(.newChain, home, flags: .create)
    message.append(3, text: name)
    return message
  }

  /// `delete chain FAMILY NAME CHAIN`
  static func deleteChain(_ name: String, _ home: NFTHome) -> NetlinkMessage {
    var message = request(.delChain, home)
    message.append(3, text: name)
    return message
  }

  /// `delete rule FAMILY NAME CHAIN handle N`
  static func deleteRule(_ place: NFTables.RulePlace, _ home: NFTHome) -> NetlinkMessage {
    var message = request(.delRule, home)
    message.append(2, text: place.chain)
    message.append(3, bigEndian: place.handle)
    return message
  }

  /// `delete set FAMILY NAME SET`
  static func deleteSet(_ name: String, _ home: NFTHome) -> NetlinkMessage {
    var message = request(.delSet, home)
    message.append(2, text: name)
    return message
  }

  /// The same, but `flush set` of one that somebody else's rule uses and that cannot go for that.
  static func removeSet(_ name: String, isLent: Bool, _ home: NFTHome) -> NetlinkMessage {
    guard isLent else { return deleteSet(name, home) }
    var message = request(.delElement, home)
    message.append(2, text: name)
    return message
  }

  /// `delete table FAMILY NAME`
  static func deleteTable(_ home: NFTHome) -> NetlinkMessage { request(.delTable, home) }
}
