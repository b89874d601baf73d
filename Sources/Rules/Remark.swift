public import Wire

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

  /// Reads what `description` wrote; what it never writes, as somebody else's comment may hold, becomes `?`.
  public init?(_ text: String) {
    let parts = text.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, let origin = Origin(rawValue: String(parts[0])),
      let since = Timestamp(String(parts[1]))
    else { return nil }
    self.init(origin: origin, since: since, reason: Self.printable(parts[2]))
  }

  /// One line of printable ASCII without quotes, cut to `maximumLength`.
  public var description: String {
    let text = "\(origin.rawValue) \(since) \(reason)"
    return String(decoding: Self.printable(text).utf8.prefix(Self.maximumLength - 1), as: UTF8.self)
  }

  private static func printable(_ text: some StringProtocol) -> String {
    let bytes = text.utf8.map { byte -> UInt8 in
      (0x20...0x7e).contains(byte) && byte != UInt8(ascii: "\"") ? byte : UInt8(ascii: "?")
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
