internal import CNetlink
import Netlink
import Plans

/// The requests of nf_tables (linux/netfilter/nf_tables.h), bytes as nft sends them.
enum NFTMessage {
  /// NFT_MSG_ numbers.
  struct Operation: Hashable, Sendable {
    /// The lower octet of a message's type.
    let number: UInt16

    /// That of a message's type; nil when it is of no message of nf_tables.
    init?(type: UInt16) {
      guard type >> 8 == UInt16(NFNL_SUBSYS_NFTABLES) else { return nil }
      number = type & 0xff
    }

    private init(_ operation: nf_tables_msg_types) { number = UInt16(operation.rawValue) }

    static let newTable = Operation(NFT_MSG_NEWTABLE)
    static let getTable = Operation(NFT_MSG_GETTABLE)
    static let delTable = Operation(NFT_MSG_DELTABLE)
    static let newChain = Operation(NFT_MSG_NEWCHAIN)
    static let getChain = Operation(NFT_MSG_GETCHAIN)
    static let delChain = Operation(NFT_MSG_DELCHAIN)
    static let newRule = Operation(NFT_MSG_NEWRULE)
    static let getRule = Operation(NFT_MSG_GETRULE)
    static let delRule = Operation(NFT_MSG_DELRULE)
    static let newSet = Operation(NFT_MSG_NEWSET)
    static let getSet = Operation(NFT_MSG_GETSET)
    static let delSet = Operation(NFT_MSG_DELSET)
    static let newElement = Operation(NFT_MSG_NEWSETELEM)
    static let getElement = Operation(NFT_MSG_GETSETELEM)
    static let delElement = Operation(NFT_MSG_DELSETELEM)
    static let newGeneration = Operation(NFT_MSG_NEWGEN)
    static let getGeneration = Operation(NFT_MSG_GETGEN)
    static let getObject = Operation(NFT_MSG_GETOBJ)
  }

  /// A request on a table (nil for none); its first attribute is always the table's name.
  static func request(
    _ operation: Operation, _ home: NFTBaseChain?, flags: NetlinkMessage.Flags = []
  ) -> NetlinkMessage {
    var message = request(operation, family: home?.family ?? NFTBaseChain.bridge.family, flags: flags)
    if let home { message.append(NFTA_TABLE_NAME, text: home.table) }
    return message
  }

  /// A request on a family (NFPROTO_) as a whole.
  static func request(
    _ operation: Operation, family: UInt8, flags: NetlinkMessage.Flags = []
  ) -> NetlinkMessage {
    // Behind the type `struct nfgenmsg`: the family, the version, a resource.
    NetlinkMessage(
      type: UInt16(NFNL_SUBSYS_NFTABLES) << 8 | operation.number, flags: flags,
      header: [family, UInt8(NFNETLINK_V0), 0, 0])
  }

  /// NFNL_MSG_BATCH_BEGIN; refused with ERESTART when the ruleset is no longer of that generation.
  static func batchBegin(generation: UInt32? = nil) -> NetlinkMessage {
    var message = batch(NFNL_MSG_BATCH_BEGIN)
    if let generation { message.append(NFNL_BATCH_GENID, bigEndian: generation) }
    return message
  }

  /// NFNL_MSG_BATCH_END
  static let batchEnd = batch(NFNL_MSG_BATCH_END)

  // The resource of its header is the subsystem, in network byte order.
  private static func batch(_ type: Int32) -> NetlinkMessage {
    NetlinkMessage(
      type: UInt16(type), flags: [], header: [0, UInt8(NFNETLINK_V0), 0, UInt8(NFNL_SUBSYS_NFTABLES)])
  }

  /// `add table FAMILY NAME { comment "..."; }`
  static func addTable(_ home: NFTBaseChain, comment: String? = nil) -> NetlinkMessage {
    var message = request(.newTable, home, flags: .create)
    message.append(NFTA_TABLE_FLAGS, bigEndian: UInt32(0))
    if let comment {
      // NFTNL_UDATA_TABLE_COMMENT of libnftnl's udata.h, length, text, NUL.
      let text = Array(comment.utf8) + [0]
      message.append(NFTA_TABLE_USERDATA, [0, UInt8(text.count)] + text)
    }
    return message
  }

  /// `add chain FAMILY NAME CHAIN { type filter hook ... priority N; policy accept; }`
  static func addChain(
    _ home: NFTBaseChain, named name: String? = nil, priority: Int32? = nil
  ) -> NetlinkMessage {
    var message = request(.newChain, home, flags: .create)
    message.append(NFTA_CHAIN_NAME, text: name ?? home.chain)
    message.append(NFTA_CHAIN_TYPE, text: "filter")
    message.append(NFTA_CHAIN_POLICY, bigEndian: UInt32(NFTExpression.Verdict.accept.number))
    message.nest(NFTA_CHAIN_HOOK) { hook in
      hook.append(NFTA_HOOK_HOOKNUM, bigEndian: home.hook)
      hook.append(NFTA_HOOK_PRIORITY, bigEndian: priority ?? home.priority)
      if let device = home.device { hook.append(NFTA_HOOK_DEV, text: "\(device)") }
    }
    return message
  }

  /// `add set FAMILY dhcpward NAME { type ether_addr; flags timeout; counter; }`
  static func addSet(_ set: BlockSet, _ home: NFTBaseChain) -> NetlinkMessage {
    countingSet(set.setName, of: set, flags: NFT_SET_TIMEOUT.rawValue, home)
  }

  /// `add set FAMILY dhcpward own { type ether_addr; counter; }`
  static func addOwnSet(_ home: NFTBaseChain) -> NetlinkMessage {
    countingSet(NFTablesText.ownSet, of: BlockSet(.all), flags: 0, home)
  }

  /// A set whose elements count, with keys as that one's.
  private static func countingSet(
    _ name: String, of set: BlockSet, flags: UInt32, _ home: NFTBaseChain
  ) -> NetlinkMessage {
    var message = addSet(name, of: set, flags: flags, home)
    message.append(NFTA_SET_USERDATA, set.clients.map(NFTClientKey.userdata) ?? keyOrder(of: set))
    message.nest(NFTA_SET_EXPR) { expression in
      expression.append(NFTA_EXPR_NAME, text: "counter")
      expression.nest(NFTA_EXPR_DATA) { _ in }
    }
    return message
  }

  /// `add set FAMILY dhcpward NAME { type ether_addr; size N; flags timeout; }`, with `flags dynamic,timeout; timeout
  /// T;` where packets add to it.
  static func addSet(
    _ name: String, flags: UInt32, capacity: UInt32, patience: Duration?, _ home: NFTBaseChain
  ) -> NetlinkMessage {
    let set = BlockSet(.all)
    var message = addSet(name, of: set, flags: flags, home)
    if let patience {
      message.append(NFTA_SET_TIMEOUT, bigEndian: UInt64(patience.components.seconds * 1000))
    }
    message.nest(NFTA_SET_DESC) { $0.append(NFTA_SET_DESC_SIZE, bigEndian: capacity) }
    message.append(NFTA_SET_USERDATA, keyOrder(of: set))
    return message
  }

  /// A set with keys as that one's.
  private static func addSet(
    _ name: String, of set: BlockSet, flags: UInt32, _ home: NFTBaseChain
  ) -> NetlinkMessage {
    var message = request(.newSet, home, flags: .create)
    message.append(NFTA_SET_NAME, text: name)
    message.append(NFTA_SET_FLAGS, bigEndian: flags)
    message.append(NFTA_SET_KEY_TYPE, bigEndian: set.keyType)
    message.append(NFTA_SET_KEY_LEN, bigEndian: set.keyLength)
    message.append(NFTA_SET_ID, bigEndian: NFTSetID.number(of: name))
    return message
  }

  // NFTNL_UDATA_SET_KEYBYTEORDER of libnftnl's udata.h, in the machine's own byte order: big-endian, or none for a key of
  // several parts.
  private static func keyOrder(of set: BlockSet) -> [UInt8] {
    var userdata: [UInt8] = [0, 4]
    userdata.append(native: UInt32(set.isAtPort ? 0 : 2))
    return userdata
  }

  /// `add rule FAMILY NAME CHAIN ...`
  static func addRule(
    _ rule: FilterRule, _ home: NFTBaseChain, chain: String? = nil
  ) -> NetlinkMessage {
    var message = request(.newRule, home, flags: [.create, .append])
    message.append(NFTA_RULE_CHAIN, text: chain ?? home.chain)
    message.nest(NFTA_RULE_EXPRESSIONS) { list in
      for expression in rule.expressions(in: home) { expression.append(to: &list) }
    }
    return message
  }

  /// `add chain FAMILY NAME CHAIN`: one that is jumped to.
  static func addPlainChain(_ name: String, _ home: NFTBaseChain) -> NetlinkMessage {
    var message = request(.newChain, home, flags: .create)
    message.append(NFTA_CHAIN_NAME, text: name)
    return message
  }

  /// `flush chain FAMILY NAME CHAIN`
  static func flush(_ chain: String, _ home: NFTBaseChain) -> NetlinkMessage {
    var message = request(.delRule, home)
    message.append(NFTA_RULE_CHAIN, text: chain)
    return message
  }

  /// `delete chain FAMILY NAME CHAIN`
  static func deleteChain(_ name: String, _ home: NFTBaseChain) -> NetlinkMessage {
    var message = request(.delChain, home)
    message.append(NFTA_CHAIN_NAME, text: name)
    return message
  }

  /// `delete rule FAMILY NAME CHAIN handle N`
  static func deleteRule(_ place: NFTables.RulePlace, _ home: NFTBaseChain) -> NetlinkMessage {
    var message = request(.delRule, home)
    message.append(NFTA_RULE_CHAIN, text: place.chain)
    message.append(NFTA_RULE_HANDLE, bigEndian: place.handle)
    return message
  }

  /// `delete set FAMILY NAME SET`
  static func deleteSet(_ name: String, _ home: NFTBaseChain) -> NetlinkMessage {
    var message = request(.delSet, home)
    message.append(NFTA_SET_NAME, text: name)
    return message
  }

  /// The same, but `flush set` of one that somebody else's rule uses and that cannot go for that.
  static func removeSet(_ name: String, isLent: Bool, _ home: NFTBaseChain) -> NetlinkMessage {
    guard isLent else { return deleteSet(name, home) }
    var message = request(.delElement, home)
    message.append(NFTA_SET_ELEM_LIST_SET, text: name)
    return message
  }

  /// `delete table FAMILY NAME`
  static func deleteTable(_ home: NFTBaseChain) -> NetlinkMessage { request(.delTable, home) }
}
