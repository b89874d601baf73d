public import Wire

/// Who blocked, since when, how often, where and why: an nftables element's comment, `watch 2026-11-23T16:07:00Z REASON`
/// or, for the third time, `watch 2026-11-23T16:07:00Z x3 behind vnet3, guest web1: REASON`.
public struct BlockComment: Hashable, Sendable, LosslessStringConvertible {
  /// The longest text in bytes that nft accepts as a comment (NFTNL_UDATA_COMMENT_MAXLEN).
  public static let maximumLength = 128

  /// Who asked.
  public var origin: Origin
  /// When the block began.
  public var since: Timestamp
  /// Why, in words.
  public var reason: String
  /// Where the source was then, on a bridge with several ports: a bridge forgets those it no longer hears.
  public var behind: Whereabouts?
  /// How often the source was blocked by then, this time included; from 1 to 99.
  public var strikes: Int

  /// A remark from its parts.
  public init(origin: Origin, since: Timestamp, reason: String, behind: Whereabouts? = nil, strikes: Int = 1)
  {
    self.origin = origin
    self.since = since
    self.reason = reason
    self.behind = behind
    self.strikes = min(max(strikes, 1), 99)
  }

  /// Reads what `description` wrote; what it never writes, as somebody else's comment may hold, becomes `?`.
  public init?(_ text: String) {
    let parts = text.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, let origin = Origin(rawValue: String(parts[0])),
      let since = Timestamp(String(parts[1]))
    else { return nil }
    var words = Self.printable(parts[2])
    let strikes = Self.strikes(in: &words) ?? 1
    if words.hasPrefix(Self.behind), let mark = words.firstRange(of: ": "),
      let place = Whereabouts(words[..<mark.lowerBound].dropFirst(Self.behind.count))
    {
      self.init(
        origin: origin, since: since, reason: String(words[mark.upperBound...]), behind: place,
        strikes: strikes)
    } else {
      self.init(origin: origin, since: since, reason: words, strikes: strikes)
    }
  }

  /// One line of printable ASCII without quotes, cut to `maximumLength`.
  public var description: String {
    let text = "\(origin.rawValue) \(since) \(times)\(place)\(reason)"
    return String(decoding: Self.printable(text).utf8.prefix(Self.maximumLength - 1), as: UTF8.self)
  }

  private static let behind = "behind "
  private var times: String {
    var words = reason
    // Words that look like strikes are told from them.
    return strikes > 1 || Self.strikes(in: &words) != nil ? "x\(strikes) " : ""
  }

  // Takes `x3 ` off the front.
  private static func strikes(in words: inout String) -> Int? {
    guard words.hasPrefix("x"), let end = words.firstIndex(of: " "),
      let strikes = Int(words[words.index(after: words.startIndex)..<end]), (1...99).contains(strikes)
    else { return nil }
    words = String(words[words.index(after: end)...])
    return strikes
  }

  // The reason is to stay readable behind a long name, and to be found again behind one with a colon.
  private var place: String {
    guard let behind else { return "" }
    let guest = behind.guest.map { String(Self.printable($0).replacing(":", with: "?").prefix(32)) }
    return "\(Self.behind)\(Whereabouts(port: behind.port, guest: guest)): "
  }

  private static func printable(_ text: some StringProtocol) -> String {
    let bytes = text.utf8.map { byte -> UInt8 in
      (0x20...0x7e).contains(byte) && byte != UInt8(ascii: "\"") ? byte : UInt8(ascii: "?")
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
