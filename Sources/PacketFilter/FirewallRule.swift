import CNetlink
import Glibc
import Netlink
import Plans

/// What one rule of nf_tables says of interfaces and where it leads, read from its expressions.
struct FirewallRule {
  /// An interface that is compared with.
  enum Interface: Hashable {
    /// By its name.
    case name(Firewall.Name)
    /// By its index (`iif`).
    case index(Int32)
    /// By what a set holds, so many bytes into its keys.
    case set(String, offset: Int, isIndex: Bool)
  }

  /// The interfaces it names.
  private(set) var interfaces: Set<Interface> = []
  /// Chains that it jumps to.
  private(set) var jumps: Set<String> = []
  /// Verdict maps that it looks into.
  private(set) var verdictMaps: Set<String> = []
  /// It drops or rejects whatever comes to it.
  private(set) var dropsAll = false
  /// Nothing in it says that it is about something else than DHCP.
  private(set) var mayConcernDHCP = true

  // What the registers hold, by the 32-bit word they begin at.
  private enum Content {
    case name
    case index
    case destinationPort
    case transport
  }
  private var registers: [Int: Content] = [:]

  /// Reads NFTA_RULE_EXPRESSIONS.
  init(_ expressions: NetlinkAttribute?) {
    var isConditional = false
    var drops = false
    for element in expressions?.nested ?? NetlinkAttributes([])
    where element.type == UInt16(NFTA_LIST_ELEM.rawValue) {
      guard let name = element.nested[UInt16(NFTA_EXPR_NAME.rawValue)]?.text else { continue }
      let data = element.nested[UInt16(NFTA_EXPR_DATA.rawValue)]?.nested ?? NetlinkAttributes([])
      switch name {
      case "meta": load(meta: data)
      case "payload": load(payload: data)
      case "cmp":
        compare(data)
        isConditional = true
      case "lookup":
        lookUp(data)
        isConditional = true
      case "immediate": drops = judge(data) || drops
      case "reject": drops = true
      case "counter", "log": break
      default: isConditional = true
      }
    }
    dropsAll = drops && !isConditional
  }

  private static func word(_ register: UInt32) -> Int {
    // NFT_REG_1 to 4 are of 16 bytes, NFT_REG32_00 (8) and on of 4.
    register < 8 ? (Int(register) - 1) * 4 : Int(register) - 8
  }

  private mutating func load(meta data: NetlinkAttributes) {
    guard let register = data[UInt16(NFTA_META_DREG.rawValue)]?.bigEndian(UInt32.self),
      let key = data[UInt16(NFTA_META_KEY.rawValue)]?.bigEndian(UInt32.self)
    else { return }
    let content: Content? =
      switch nft_meta_keys(key) {
      case NFT_META_IIFNAME, NFT_META_OIFNAME: .name
      case NFT_META_IIF, NFT_META_OIF: .index
      case NFT_META_L4PROTO: .transport
      default: nil
      }
    registers[Self.word(register)] = content
  }

  private mutating func load(payload data: NetlinkAttributes) {
    let number = { (type: nft_payload_attributes) in data[UInt16(type.rawValue)]?.bigEndian(UInt32.self) }
    guard let register = number(NFTA_PAYLOAD_DREG) else { return }
    let isPort =
      number(NFTA_PAYLOAD_BASE) == UInt32(NFT_PAYLOAD_TRANSPORT_HEADER.rawValue)
      && number(NFTA_PAYLOAD_OFFSET) == 2
      && number(NFTA_PAYLOAD_LEN) == 2
    registers[Self.word(register)] = isPort ? .destinationPort : nil
  }

  private mutating func compare(_ data: NetlinkAttributes) {
    guard let register = data[UInt16(NFTA_CMP_SREG.rawValue)]?.bigEndian(UInt32.self),
      let content = registers[Self.word(register)],
      let value = data[UInt16(NFTA_CMP_DATA.rawValue)]?.nested[UInt16(NFTA_DATA_VALUE.rawValue)]?.bytes
    else { return }
    let isEqual = data[UInt16(NFTA_CMP_OP.rawValue)]?.bigEndian(UInt32.self) == UInt32(NFT_CMP_EQ.rawValue)
    switch content {
    case .name: interfaces.insert(.name(Self.name(value)))
    case .index: value.nativeNumber(at: 0, as: Int32.self).map { _ = interfaces.insert(.index($0)) }
    case .destinationPort where isEqual:
      let port = value.bigEndianNumber(at: 0, as: UInt16.self)
      if port != 67, port != 547 { mayConcernDHCP = false }
    case .transport where isEqual:
      if value.first != UInt8(IPPROTO_UDP) { mayConcernDHCP = false }
    case .destinationPort, .transport: break
    }
  }

  /// A name that is compared whole ends in NUL.
  static func name(_ bytes: ArraySlice<UInt8>) -> Firewall.Name {
    let text = String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    return bytes.contains(0) || bytes.count >= Int(IFNAMSIZ) ? .exact(text) : .prefix(text)
  }

  private mutating func lookUp(_ data: NetlinkAttributes) {
    guard let set = data[UInt16(NFTA_LOOKUP_SET.rawValue)]?.text,
      let register = data[UInt16(NFTA_LOOKUP_SREG.rawValue)]?.bigEndian(UInt32.self)
    else { return }
    // NFT_REG_VERDICT is 0.
    if data[UInt16(NFTA_LOOKUP_DREG.rawValue)]?.bigEndian(UInt32.self) == 0 { verdictMaps.insert(set) }
    let start = Self.word(register)
    for (word, content) in registers where word >= start {
      switch content {
      case .name: interfaces.insert(.set(set, offset: (word - start) * 4, isIndex: false))
      case .index: interfaces.insert(.set(set, offset: (word - start) * 4, isIndex: true))
      default: break
      }
    }
  }

  // True for a drop.
  private mutating func judge(_ data: NetlinkAttributes) -> Bool {
    guard
      let verdict = data[UInt16(NFTA_IMMEDIATE_DATA.rawValue)]?.nested[UInt16(NFTA_DATA_VERDICT.rawValue)]?
        .nested
    else { return false }
    if let chain = verdict[UInt16(NFTA_VERDICT_CHAIN.rawValue)]?.text { jumps.insert(chain) }
    return verdict[UInt16(NFTA_VERDICT_CODE.rawValue)]?.bigEndian(Int32.self) == 0  // NF_DROP
  }
}
