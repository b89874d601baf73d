internal import CNetlink
import Netlink

/// One step of a rule's bytecode, as `nft --debug=netlink` prints them.
enum NFTExpression: Hashable, Sendable {
  /// From where in the frame bytes are loaded.
  enum Base: Sendable {
    case link, network, transport

    /// NFTA_PAYLOAD_BASE
    var number: UInt32 {
      switch self {
      case .link: NFT_PAYLOAD_LL_HEADER.rawValue
      case .network: NFT_PAYLOAD_NETWORK_HEADER.rawValue
      case .transport: NFT_PAYLOAD_TRANSPORT_HEADER.rawValue
      }
    }
  }

  /// What is loaded beside the frame's bytes, as `meta` in nft(8).
  enum Key: Sendable {
    case type, transportProtocol, interfaceType, inputName, broute

    /// NFTA_META_KEY
    var number: UInt32 {
      switch self {
      case .type: NFT_META_PROTOCOL.rawValue
      case .transportProtocol: NFT_META_L4PROTO.rawValue
      case .interfaceType: NFT_META_IFTYPE.rawValue
      case .inputName: NFT_META_IIFNAME.rawValue
      // NFT_META_BRI_BROUTE, which the header of Linux 6.1 does not have yet.
      case .broute: 35
      }
    }
  }

  /// What becomes of the frame.
  enum Verdict: Hashable, Sendable {
    case drop, accept, giveBack
    case jump(String)
    case goto(String)

    /// NFTA_VERDICT_CODE
    var number: Int32 {
      switch self {
      case .drop: 0  // NF_DROP
      case .accept: 1  // NF_ACCEPT
      case .giveBack: NFT_RETURN.rawValue
      case .jump: NFT_JUMP.rawValue
      case .goto: NFT_GOTO.rawValue
      }
    }
  }

  /// `[ payload load LENGTHb @ BASE header + OFFSET => reg N ]`
  case payload(Base, offset: UInt32, length: UInt32, register: UInt32 = NFT_REG_1.rawValue)
  /// `[ meta load KEY => reg 1 ]`
  case load(Key)
  /// `[ meta set KEY with reg 1 ]`
  case set(Key)
  /// `[ immediate reg 1 BYTES ]`
  case value([UInt8])
  /// `[ cmp eq reg 1 BYTES ]`; NFT_CMP_EQ, and so on.
  case compare([UInt8], by: UInt32 = NFT_CMP_EQ.rawValue)
  /// `[ lookup reg 1 set NAME ]`
  case lookup(String)
  /// `[ immediate reg 0 VERDICT ]`
  case verdict(Verdict)
  /// `[ bitwise reg 1 = ( reg 1 & MASK ) ^ 0 ]`
  case mask([UInt8])
  /// `[ counter pkts 0 bytes 0 ]`
  case counter
  /// `[ limit rate N/second burst N type packets flags 0x0 ]`
  case limit(perSecond: UInt32, burst: UInt32)
  /// `[ dynset update reg_key 1 set NAME ]`, with `expr [ ... ]`
  indirect case update(String, NFTExpression?)

  /// The sender's address in register 1.
  static let source = payload(.link, offset: 6, length: 6)

  private static let first = NFT_REG_1.rawValue

  /// Adds it as one NFTA_LIST_ELEM.
  func append(to message: inout NetlinkMessage) { message.nest(NFTA_LIST_ELEM, appendContent) }

  private func appendContent(to element: inout NetlinkMessage) {
    element.append(NFTA_EXPR_NAME, text: name)
    element.nest(NFTA_EXPR_DATA, appendData)
  }

  private var name: String {
    switch self {
    case .payload: "payload"
    case .load, .set: "meta"
    case .compare: "cmp"
    case .lookup: "lookup"
    case .verdict, .value: "immediate"
    case .mask: "bitwise"
    case .counter: "counter"
    case .limit: "limit"
    case .update: "dynset"
    }
  }

  private func appendData(to data: inout NetlinkMessage) {
    switch self {
    case .payload(let base, let offset, let length, let register):
      data.append(NFTA_PAYLOAD_DREG, bigEndian: register)
      data.append(NFTA_PAYLOAD_BASE, bigEndian: base.number)
      data.append(NFTA_PAYLOAD_OFFSET, bigEndian: offset)
      data.append(NFTA_PAYLOAD_LEN, bigEndian: length)
    case .load(let key):
      data.append(NFTA_META_KEY, bigEndian: key.number)
      data.append(NFTA_META_DREG, bigEndian: Self.first)
    case .set(let key):
      data.append(NFTA_META_KEY, bigEndian: key.number)
      data.append(NFTA_META_SREG, bigEndian: Self.first)
    case .value(let bytes):
      data.append(NFTA_IMMEDIATE_DREG, bigEndian: Self.first)
      data.nest(NFTA_IMMEDIATE_DATA) { $0.append(NFTA_DATA_VALUE, bytes) }
    case .compare(let bytes, let operation):
      data.append(NFTA_CMP_SREG, bigEndian: Self.first)
      data.append(NFTA_CMP_OP, bigEndian: operation)
      data.nest(NFTA_CMP_DATA) { $0.append(NFTA_DATA_VALUE, bytes) }
    case .lookup(let set):
      data.append(NFTA_LOOKUP_SREG, bigEndian: Self.first)
      data.append(NFTA_LOOKUP_SET, text: set)
      data.append(NFTA_LOOKUP_SET_ID, bigEndian: NFTSetID.number(of: set))
    case .verdict(let verdict): verdict.append(to: &data)
    case .mask(let bytes):
      data.append(NFTA_BITWISE_SREG, bigEndian: Self.first)
      data.append(NFTA_BITWISE_DREG, bigEndian: Self.first)
      data.append(NFTA_BITWISE_LEN, bigEndian: UInt32(bytes.count))
      data.nest(NFTA_BITWISE_MASK) { $0.append(NFTA_DATA_VALUE, bytes) }
      data.nest(NFTA_BITWISE_XOR) { $0.append(NFTA_DATA_VALUE, [UInt8](repeating: 0, count: bytes.count)) }
    case .counter:
      data.append(NFTA_COUNTER_BYTES, bigEndian: UInt64(0))
      data.append(NFTA_COUNTER_PACKETS, bigEndian: UInt64(0))
    case .limit(let rate, let burst):
      data.append(NFTA_LIMIT_RATE, bigEndian: UInt64(rate))
      data.append(NFTA_LIMIT_UNIT, bigEndian: UInt64(1))  // in so many seconds
      data.append(NFTA_LIMIT_BURST, bigEndian: burst)
      data.append(NFTA_LIMIT_TYPE, bigEndian: NFT_LIMIT_PKTS.rawValue)
      data.append(NFTA_LIMIT_FLAGS, bigEndian: UInt32(0))
    case .update(let set, let expression):
      data.append(NFTA_DYNSET_SREG_KEY, bigEndian: Self.first)
      data.append(NFTA_DYNSET_OP, bigEndian: NFT_DYNSET_OP_UPDATE.rawValue)
      data.append(NFTA_DYNSET_SET_NAME, text: set)
      data.append(NFTA_DYNSET_SET_ID, bigEndian: NFTSetID.number(of: set))
      if let expression { data.nest(NFTA_DYNSET_EXPR, expression.appendContent) }
    }
  }
}

extension NFTExpression.Verdict {
  fileprivate func append(to data: inout NetlinkMessage) {
    data.append(NFTA_IMMEDIATE_DREG, bigEndian: NFT_REG_VERDICT.rawValue)
    data.nest(NFTA_IMMEDIATE_DATA) { data in
      data.nest(NFTA_DATA_VERDICT) { data in
        data.append(NFTA_VERDICT_CODE, bigEndian: number)
        switch self {
        case .jump(let chain), .goto(let chain): data.append(NFTA_VERDICT_CHAIN, text: chain)
        case .drop, .accept, .giveBack: break
        }
      }
    }
  }
}
