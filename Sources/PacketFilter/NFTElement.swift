internal import CNetlink
import Netlink
import Plans
internal import Wire

/// One element of a set: a blocked source, or a client behind a router.
struct NFTElement: Hashable, Sendable {
  /// The key, or the last part of it.
  var subject: Subject
  /// The first part of a key in a set of blocks at ports.
  var port: InterfaceName?
  /// NFTA_SET_ELEM_TIMEOUT in milliseconds; nil for ever.
  var timeout: UInt64?
  /// What is left of it in milliseconds (NFTA_SET_ELEM_EXPIRATION).
  var expiration: UInt64?
  /// Frames dropped.
  var packets: UInt64 = 0
  /// Bytes dropped.
  var bytes: UInt64 = 0
  /// The comment.
  var comment: String?

  /// The element of a block; counters begin at 0.
  init(_ block: Block) {
    (subject, port) = (block.subject, block.port)
    timeout = block.lifetime.map(Self.milliseconds)
    comment = block.comment
  }

  /// The element without all else, as a key to look up or delete.
  init(key: Block.Key) { (subject, port) = (key.subject, key.port) }

  /// An address alone.
  init(_ mac: MACAddress) { subject = .address(mac) }

  /// The element of a known source.
  init(_ knownClient: KnownClient) {
    subject = .address(knownClient.mac)
    timeout = knownClient.lifetime.map(Self.milliseconds)
  }

  /// NFTA_DATA_VALUE: of several parts, each is padded to 4 bytes.
  private var key: [UInt8] {
    switch subject {
    case .address(let mac): port.map { $0.padded + mac.octets + [0, 0] } ?? mac.octets
    case .client(let client): client.setKey
    case .line: []
    }
  }

  /// The kernel's clock ticks in up to 10 ms, and 0 ticks would mean for ever.
  private static func milliseconds(_ lifetime: Duration) -> UInt64 {
    UInt64(max(20, lifetime.clampedNanoseconds / 1_000_000))
  }

  /// Adds it as one NFTA_LIST_ELEM; `withCounter` carries the counter's values too.
  func append(to list: inout NetlinkMessage, withCounter: Bool) {
    list.nest(NFTA_LIST_ELEM) { element in
      if let timeout { element.append(NFTA_SET_ELEM_TIMEOUT, bigEndian: timeout) }
      element.nest(NFTA_SET_ELEM_KEY) { $0.append(NFTA_DATA_VALUE, self.key) }
      if let comment {
        // NFTNL_UDATA_SET_ELEM_COMMENT of libnftnl's udata.h, length, text, NUL.
        let text = Array(comment.utf8.prefix(BlockComment.maximumLength - 1)) + [0]
        element.append(NFTA_SET_ELEM_USERDATA, [0, UInt8(text.count)] + text)
      }
      guard withCounter else { return }
      element.nest(NFTA_SET_ELEM_EXPR) { expression in
        expression.append(NFTA_EXPR_NAME, text: "counter")
        expression.nest(NFTA_EXPR_DATA) { counter in
          counter.append(NFTA_COUNTER_BYTES, bigEndian: bytes)
          counter.append(NFTA_COUNTER_PACKETS, bigEndian: packets)
        }
      }
    }
  }

  /// Bytes it takes at most in a message.
  static let maximumSize = 4 + 12 + 48 + 4 + 2 + BlockComment.maximumLength + 4 + 12 + 4 + 12 + 12 + 12

  /// Reads one NFTA_LIST_ELEM; nil when it is no source (6 octets), no source at a port, and no client.
  init?(_ attributes: NetlinkAttributes) {
    var subject: Subject?
    var counter: NetlinkAttributes?
    for attribute in attributes {
      switch UInt32(attribute.type) {
      case NFTA_SET_ELEM_KEY.rawValue:
        guard let key = attribute.nested[NFTA_DATA_VALUE] else { continue }
        if key.bytes.count == 24, let port = InterfaceName(key.text) {
          self.port = port
          subject = MACAddress(octets: key.bytes.dropFirst(16).prefix(6)).map(Subject.address)
        } else {
          subject =
            MACAddress(octets: key.bytes).map(Subject.address)
            ?? RelayedClient(setKey: key.bytes).map(Subject.client)
        }
      case NFTA_SET_ELEM_TIMEOUT.rawValue: timeout = attribute.bigEndian(UInt64.self)
      case NFTA_SET_ELEM_EXPIRATION.rawValue: expiration = attribute.bigEndian(UInt64.self)
      case NFTA_SET_ELEM_USERDATA.rawValue: comment = Self.comment(attribute.bytes)
      case NFTA_SET_ELEM_EXPR.rawValue: counter = attribute.nested
      case NFTA_SET_ELEM_EXPRESSIONS.rawValue:
        counter = attribute.nested.first { $0.nested[NFTA_EXPR_NAME]?.text == "counter" }?.nested
      default: break
      }
    }
    guard let subject else { return nil }
    self.subject = subject
    if timeout == 0 { timeout = nil }
    guard let counter, counter[NFTA_EXPR_NAME]?.text == "counter",
      let data = counter[NFTA_EXPR_DATA]?.nested
    else { return }
    bytes = data[NFTA_COUNTER_BYTES]?.bigEndian(UInt64.self) ?? 0
    packets = data[NFTA_COUNTER_PACKETS]?.bigEndian(UInt64.self) ?? 0
  }

  /// The comment among nft's own type-length-value records.
  private static func comment(_ userdata: ArraySlice<UInt8>) -> String? {
    var rest = userdata
    while rest.count >= 2 {
      let (type, length) = (rest[rest.startIndex], Int(rest[rest.startIndex + 1]))
      let value = rest.dropFirst(2).prefix(length)
      if type == 0 { return String(decoding: value.prefix { $0 != 0 }, as: UTF8.self) }
      rest = rest.dropFirst(2 + length)
    }
    return nil
  }

  /// The block it stands for.
  func standing(in scope: Scope) -> StandingBlock {
    StandingBlock(
      block: Block(
        subject, scope: scope, port: port, lifetime: timeout.map { .milliseconds(Int64(clamping: $0)) },
        remark: comment.flatMap { Block.remark($0, of: subject) }),
      remaining: timeout == nil ? nil : .milliseconds(Int64(clamping: expiration ?? 0)),
      packets: packets, bytes: bytes)
  }
}
