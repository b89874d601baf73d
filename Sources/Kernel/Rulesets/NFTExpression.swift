/// One step of a rule's bytecode, as `nft --debug=netlink` prints them.
enum NFTExpression: Hashable, Sendable {
  /// From where in the frame bytes are loaded.
  enum Base: UInt32, Sendable {
    /// NFT_PAYLOAD_LL_HEADER
    case link = 0
    /// NFT_PAYLOAD_NETWORK_HEADER
    case network = 1
    /// NFT_PAYLOAD_TRANSPORT_HEADER
    case transport = 2
  }

  /// How register 1 is compared.
  enum Comparison: UInt32, Sendable {
    /// NFT_CMP_EQ
    case equal = 0
    /// NFT_CMP_NEQ
    case unequal = 1
    /// NFT_CMP_LT
    case less = 2
  }

  /// `[ payload load LENGTHb @ BASE header + OFFSET => reg 1 ]`
  case payload(Base, offset: UInt32, length: UInt32)
  /// `[ payload load 6b @ link header + 6 => reg 2 ]`: the source behind what register 1 holds.
  case sourceBehind
  /// `[ meta load protocol => reg 1 ]`
  case frameProtocol
  /// `[ meta load l4proto => reg 1 ]`
  case transportProtocol
  /// `[ cmp eq reg 1 BYTES ]`
  case compare(Comparison, [UInt8])
  /// `[ lookup reg 1 set NAME ]`
  case lookup(set: String, id: UInt32)
  /// `[ immediate reg 0 drop ]`
  case drop
  /// `[ immediate reg 0 accept ]`
  case accept
  /// `[ immediate reg 0 return ]`
  case giveBack
  /// `[ immediate reg 0 jump -> CHAIN ]`
  case jump(String)
  /// `[ immediate reg 0 goto -> CHAIN ]`
  case goto(String)
  /// `[ bitwise reg 1 = ( reg 1 & MASK ) ^ 0 ]`
  case mask([UInt8])
  /// `[ counter pkts 0 bytes 0 ]`
  case counter
  /// `[ limit rate N/second burst N type packets flags 0x0 ]`
  case limit(perSecond: UInt32, burst: UInt32)
  /// `[ dynset update reg_key 1 set NAME ]`
  case update(set: String, id: UInt32)
  /// `[ dynset update reg_key 1 set NAME expr [ limit rate N/second burst N type packets flags 0x0 ] ]`
  indirect case pace(set: String, id: UInt32, NFTExpression)
  /// `[ meta load iifname => reg 1 ]`
  case inputInterface
  /// `meta broute set 1`: `[ immediate reg 1 0x01 ]`, `[ meta set broute with reg 1 ]`
  case one, broute

  private static let register: UInt32 = 1  // NFT_REG_1

  /// Adds it as one NFTA_LIST_ELEM.
  func append(to message: inout NetlinkMessage) {
    message.nest(1) { element in
      element.append(1, text: name)  // NFTA_EXPR_NAME
      element.nest(2, appendData)  // NFTA_EXPR_DATA
    }
  }

  private var name: String {
    switch self {
    case .payload, .sourceBehind: "payload"
    case .frameProtocol, .transportProtocol, .inputInterface, .broute: "meta"
    case .compare: "cmp"
    case .lookup: "lookup"
    case .drop, .accept, .giveBack, .jump, .goto, .one: "immediate"
    case .mask: "bitwise"
    case .counter: "counter"
    case .limit: "limit"
    case .update, .pace: "dynset"
    }
  }

  private func appendData(to data: inout NetlinkMessage) {
    switch self {
    case .payload(let base, let offset, let length):
      data.append(1, bigEndian: Self.register)  // NFTA_PAYLOAD_DREG
      data.append(2, bigEndian: base.rawValue)
      data.append(3, bigEndian: offset)
      data.append(4, bigEndian: length)
    case .sourceBehind:
      data.append(1, bigEndian: Self.register + 1)
      data.append(2, bigEndian: Base.link.rawValue)
      data.append(3, bigEndian: UInt32(6))
      data.append(4, bigEndian: UInt32(6))
    case .frameProtocol:
      data.append(2, bigEndian: UInt32(1))  // NFTA_META_KEY: NFT_META_PROTOCOL
      data.append(1, bigEndian: Self.register)
    case .transportProtocol:
      data.append(2, bigEndian: UInt32(16))  // NFTA_META_KEY: NFT_META_L4PROTO
      data.append(1, bigEndian: Self.register)
    case .compare(let comparison, let bytes):
      data.append(1, bigEndian: Self.register)  // NFTA_CMP_SREG
      data.append(2, bigEndian: comparison.rawValue)
      data.nest(3) { $0.append(1, bytes) }  // NFTA_CMP_DATA, NFTA_DATA_VALUE
    case .lookup(let set, let id):
      data.append(2, bigEndian: Self.register)  // NFTA_LOOKUP_SREG
      data.append(1, text: set)
      data.append(4, bigEndian: id)  // NFTA_LOOKUP_SET_ID
    case .inputInterface:
      data.append(2, bigEndian: UInt32(6))  // NFTA_META_KEY: NFT_META_IIFNAME
      data.append(1, bigEndian: Self.register)
    case .one:
      data.append(1, bigEndian: Self.register)  // NFTA_IMMEDIATE_DREG
      data.nest(2) { $0.append(1, [1]) }
    case .broute:
      data.append(2, bigEndian: UInt32(35))  // NFTA_META_KEY: NFT_META_BRI_BROUTE
      data.append(3, bigEndian: Self.register)  // NFTA_META_SREG
    case .drop: Self.append(verdict: 0, to: &data)  // NF_DROP
    case .accept: Self.append(verdict: 1, to: &data)  // NF_ACCEPT
    case .giveBack: Self.append(verdict: -5, to: &data)  // NFT_RETURN
    case .jump(let chain): Self.append(verdict: -3, to: &data, chain: chain)  // NFT_JUMP
    case .goto(let chain): Self.append(verdict: -4, to: &data, chain: chain)  // NFT_GOTO
    case .mask(let bytes):
      data.append(1, bigEndian: Self.register)  // NFTA_BITWISE_SREG
      data.append(2, bigEndian: Self.register)  // NFTA_BITWISE_DREG
      data.append(3, bigEndian: UInt32(bytes.count))
      data.nest(4) { $0.append(1, bytes) }  // NFTA_BITWISE_MASK, NFTA_DATA_VALUE
      data.nest(5) { $0.append(1, [UInt8](repeating: 0, count: bytes.count)) }  // NFTA_BITWISE_XOR
    case .counter:
      data.append(1, bigEndian: UInt64(0))  // NFTA_COUNTER_BYTES
      data.append(2, bigEndian: UInt64(0))
    case .limit(let rate, let burst):
      data.append(1, bigEndian: UInt64(rate))  // NFTA_LIMIT_RATE
      data.append(2, bigEndian: UInt64(1))  // NFTA_LIMIT_UNIT: in so many seconds
      data.append(3, bigEndian: burst)  // NFTA_LIMIT_BURST
      data.append(4, bigEndian: UInt32(0))  // NFTA_LIMIT_TYPE: NFT_LIMIT_PKTS
      data.append(5, bigEndian: UInt32(0))
    case .update(let set, let id): Self.appendUpdate(of: set, id, to: &data)
    case .pace(let set, let id, let limit):
      Self.appendUpdate(of: set, id, to: &data)
      data.nest(7) { expression in  // NFTA_DYNSET_EXPR
        expression.append(1, text: limit.name)
        expression.nest(2, limit.appendData)
      }
    }
  }

  private static func appendUpdate(of set: String, _ id: UInt32, to data: inout NetlinkMessage) {
    data.append(4, bigEndian: register)  // NFTA_DYNSET_SREG_KEY
    data.append(3, bigEndian: UInt32(1))  // NFTA_DYNSET_OP: NFT_DYNSET_OP_UPDATE
    data.append(1, text: set)
    data.append(2, bigEndian: id)  // NFTA_DYNSET_SET_ID
  }

  private static func append(verdict: Int32, to data: inout NetlinkMessage, chain: String? = nil) {
    data.append(1, bigEndian: UInt32(0))  // NFTA_IMMEDIATE_DREG: NFT_REG_VERDICT
    data.nest(2) { data in
      data.nest(2) { data in  // NFTA_DATA_VERDICT
        data.append(1, bigEndian: verdict)  // NFTA_VERDICT_CODE
        if let chain { data.append(2, text: chain) }
      }
    }
  }

  /// The set that a rule's NFTA_RULE_EXPRESSIONS look up; nil when none of them does.
  static func lookedUpSet(in expressions: NetlinkAttributes) -> String? {
    data(of: "lookup", in: expressions)?[1]?.text
  }

  /// The chain that a rule's NFTA_RULE_EXPRESSIONS jump to; nil when they jump nowhere.
  static func jumpedTo(in expressions: NetlinkAttributes) -> String? {
    // NFTA_IMMEDIATE_DATA, NFTA_DATA_VERDICT, NFTA_VERDICT_CHAIN
    data(of: "immediate", in: expressions)?[2]?.nested[2]?.nested[2]?.text
  }

  /// What a rule's first expression of that name holds (NFTA_EXPR_DATA); nil when there is none.
  static func data(of name: String, in expressions: NetlinkAttributes) -> NetlinkAttributes? {
    allData(of: name, in: expressions).first { _ in true }
  }

  /// What each of a rule's expressions of that name holds, in order.
  static func allData(
    of name: String, in expressions: NetlinkAttributes
  ) -> some Sequence<NetlinkAttributes> {
    expressions.lazy.filter { $0.type == 1 && $0.nested[1]?.text == name }.compactMap { $0.nested[2]?.nested }
  }
}
