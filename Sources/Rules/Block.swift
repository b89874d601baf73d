public import Wire

/// One source to be dropped.
public struct Block: Hashable, Sendable {
  /// The Ethernet source address.
  public var mac: MACAddress
  /// Which of its frames.
  public var scope: Scope
  /// How long; nil is until somebody unblocks it.
  public var lifetime: Duration?
  /// Who, since when and why; kept in the kernel beside the block where the dialect can.
  public var remark: Remark?

  /// A block, for ever and without a remark unless said otherwise.
  public init(mac: MACAddress, scope: Scope, lifetime: Duration? = nil, remark: Remark? = nil) {
    self.mac = mac
    self.scope = scope
    self.lifetime = lifetime
    self.remark = remark
  }
}

/// Who blocked, since when and why: an nftables element's comment, `watch 2026-11-23T16:07:00Z REASON`.
public struct Remark: Hashable, Sendable, LosslessStringConvertible {
  /// The longest text in bytes that nft accepts as a comment (NFTNL_UDATA_COMMENT_MAXLEN).
  public static let maximumLength = 128

  /// Who asked.
  public var origin: Origin
  /// When the block began.
  public var since: Timestamp
  /// Why, in words.
  public var reason: String

  /// A remark from its parts.
  public init(origin: Origin, since: Timestamp, reason: String) {
    self.origin = origin
    self.since = since
    self.reason = reason
  }

  /// Reads what `description` wrote.
  public init?(_ text: String) {
    let parts = text.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, let origin = Origin(rawValue: String(parts[0])), let since = Timestamp(String(parts[1]))
    else { return nil }
    self.init(origin: origin, since: since, reason: String(parts[2]))
  }

  /// One line of printable ASCII without quotes, cut to `maximumLength`.
  public var description: String {
    let text = "\(origin.rawValue) \(since) \(reason)"
    let printable = text.utf8.map { byte -> UInt8 in
      (0x20...0x7e).contains(byte) && byte != UInt8(ascii: "\"") ? byte : UInt8(ascii: "?")
    }
    return String(decoding: printable.prefix(Self.maximumLength - 1), as: UTF8.self)
  }
}

/// A block as the kernel has it now.
public struct StandingBlock: Hashable, Sendable {
  /// What is blocked; `lifetime` is the time it was given.
  public var block: Block
  /// What is left of the lifetime; nil when it never ends.
  public var remaining: Duration?
  /// Frames dropped so far.
  public var packets: UInt64
  /// Bytes dropped so far.
  public var bytes: UInt64

  /// A standing block from its parts.
  public init(block: Block, remaining: Duration?, packets: UInt64, bytes: UInt64) {
    self.block = block
    self.remaining = remaining
    self.packets = packets
    self.bytes = bytes
  }
}
