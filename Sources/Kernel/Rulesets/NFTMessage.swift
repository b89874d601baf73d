internal import Rules

/// The requests of nf_tables (linux/netfilter/nf_tables.h), bytes as nft sends them.
enum NFTMessage {
  /// The table's name.
  static let table = "dhcpward"
  /// Its chain's name.
  static let chain = NFTablesText.chain

  /// NFT_MSG_ numbers.
  enum Operation: UInt16 {
    case newTable = 0, getTable, delTable, newChain, getChain, delChain, newRule, getRule, delRule
    case newSet, getSet, delSet, newElement, getElement, delElement, newGeneration, getGeneration
    case getObject = 19
  }

  /// `struct nfgenmsg`: AF_BRIDGE, version 0.
  static let bridgeHeader: [UInt8] = [7, 0, 0, 0]

  /// A request on the table of that name; its first attribute is always the table's name.
  static func request(
    _ operation: Operation, table: String? = NFTMessage.table, flags: NetlinkMessage.Flags = []
  ) -> NetlinkMessage {
    // NFNL_SUBSYS_NFTABLES is 10.
    var message = NetlinkMessage(type: 10 << 8 | operation.rawValue, flags: flags, header: bridgeHeader)
    if let table { message.append(1, text: table) }
    return message
  }

  /// NFNL_MSG_BATCH_BEGIN; refused with ERESTART when the ruleset is no longer of that generation.
  static func batchBegin(generation: UInt32? = nil) -> NetlinkMessage {
    var message = NetlinkMessage(type: 16, flags: [], header: [0, 0, 0, 10])
    if let generation { message.append(1, bigEndian: generation) }  // NFNL_BATCH_GENID
    return message
  }

  /// NFNL_MSG_BATCH_END
  static let batchEnd = NetlinkMessage(type: 17, flags: [], header: [0, 0, 0, 10])

  /// `add table bridge NAME`
  static func addTable(_ name: String = table) -> NetlinkMessage {
    var message = request(.newTable, table: name, flags: .create)
    message.append(2, bigEndian: UInt32(0))  // NFTA_TABLE_FLAGS
    return message
  }

  /// `add chain bridge dhcpward prerouting { type filter hook prerouting priority -300; policy accept; }`
  static func addChain(table: String = table) -> NetlinkMessage {
    var message = request(.newChain, table: table, flags: .create)
    message.append(3, text: chain)
    message.append(7, text: "filter")  // NFTA_CHAIN_TYPE
    message.append(5, bigEndian: UInt32(1))  // NFTA_CHAIN_POLICY: NF_ACCEPT
    message.nest(4) { hook in
      hook.append(1, bigEndian: UInt32(0))  // NF_BR_PRE_ROUTING
      hook.append(2, bigEndian: Int32(-300))  // NF_BR_PRI_NAT_DST_BRIDGED
    }
    return message
  }

  /// `add set bridge dhcpward NAME { type ether_addr; flags timeout; counter; }`
  static func addSet(_ scope: Scope, table: String = table) -> NetlinkMessage {
    var message = request(.newSet, table: table, flags: .create)
    message.append(2, text: scope.setName)
    message.append(3, bigEndian: UInt32(0x10))  // NFT_SET_TIMEOUT
    message.append(4, bigEndian: UInt32(9))  // NFTA_SET_KEY_TYPE: nft's ether_addr
    message.append(5, bigEndian: UInt32(6))
    message.append(10, bigEndian: scope.setID)
    // NFTA_SET_USERDATA: NFTNL_UDATA_SET_KEYBYTEORDER is big-endian, in the machine's own byte order.
    var userdata: [UInt8] = [0, 4]
    userdata.append(native: UInt32(2))
    message.append(13, userdata)
    message.nest(17) { expression in  // NFTA_SET_EXPR
      expression.append(1, text: "counter")
      expression.nest(2) { _ in }
    }
    return message
  }

  /// `add rule bridge dhcpward prerouting ...`
  static func addRule(_ expressions: [NFTExpression], table: String = table) -> NetlinkMessage {
    var message = request(.newRule, table: table, flags: [.create, .append])
    message.append(2, text: chain)
    message.nest(4) { list in
      for expression in expressions { expression.append(to: &list) }
    }
    return message
  }

  /// `delete rule bridge dhcpward prerouting handle N`
  static func deleteRule(handle: UInt64) -> NetlinkMessage {
    var message = request(.delRule)
    message.append(2, text: chain)
    message.append(3, bigEndian: handle)
    return message
  }

  /// `delete set bridge dhcpward NAME`
  static func deleteSet(_ scope: Scope) -> NetlinkMessage {
    var message = request(.delSet)
    message.append(2, text: scope.setName)
    return message
  }

  /// `delete table bridge NAME`
  static func deleteTable(_ name: String = table) -> NetlinkMessage { request(.delTable, table: name) }
}
