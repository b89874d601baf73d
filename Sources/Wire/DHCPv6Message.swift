/// A message to the DHCPv6 server port, read as far as it goes (RFC 8415 §8, §9).
struct DHCPv6Message {
  /// Octets of a client's message before its options: msg-type and transaction-id.
  static let length = 4
  /// Octets of a relay's message before its options: msg-type, hop-count, link-address and peer-address.
  static let relayLength = 34
  static let relayForward: UInt8 = 12

  /// Its type: of a relayed message, the relay's.
  private(set) var kind: MessageKind
  /// `transaction-id` of the innermost message, or 0.
  private(set) var transaction: UInt32 = 0
  /// The relays it came through.
  private(set) var hops: UInt8 = 0
  /// A digest of the innermost client's DUID; zero without one.
  private(set) var client: UInt64 = 0
  /// A digest of its host name and vendor class; zero without both.
  private(set) var signature: UInt32 = 0
  /// The innermost message is a SOLICIT.
  private(set) var isSeeking = false
  /// A digest of the innermost `link-address` and `peer-address`; zero without a relay.
  private(set) var origin: UInt64 = 0
  /// A digest of the line, as the relay nearest to us that names one does; zero without.
  private(set) var line: UInt64 = 0

  /// Nil for a server's message.
  init?(_ bytes: Span<UInt8>) {
    kind = .malformed6
    guard bytes.count >= 1 else { return }
    guard let named = MessageKind(type6: bytes[0]) else { return nil }
    guard bytes.count >= (named == .relayForward ? Self.relayLength : Self.length) else { return }
    kind = named
    guard named != .malformed6 else { return }
    let layers = Self.opened(bytes)
    hops = layers.hops
    if let envelope = layers.envelope {
      let octets = bytes.extracting(envelope)
      origin = RelayedClient.origin(
        link: IPv6Address(high: octets.uint64(at: 2), low: octets.uint64(at: 10)),
        peer: IPv6Address(high: octets.uint64(at: 18), low: octets.uint64(at: 26)))
      line = RelayedLine.digest(in: bytes)
    }
    let innermost = bytes.extracting(layers.innermost)
    guard innermost.count >= Self.length, innermost[0] != Self.relayForward else { return }
    transaction = innermost.uint32(at: 0) & 0xff_ffff
    isSeeking = MessageKind(type6: innermost[0]) == .solicit
    let options = DHCPv6Options(innermost.extracting(Self.length...))
    client = options.client
    signature = Digest.signature(hostName: options.hostName, vendorClass: options.vendorClass)
  }

  /// Opens the envelopes of relays as far as they can be: how many there are, where the innermost is, and
  /// where the message in it; an envelope itself when that is missing, cut, too deep or behind too many options.
  static func opened(_ bytes: Span<UInt8>) -> (hops: UInt8, envelope: Range<Int>?, innermost: Range<Int>) {
    var hops: UInt8 = 0
    var envelope: Range<Int>?
    var innermost = 0..<bytes.count
    var budget = RelayedClient.mostRelayOptions
    while innermost.count >= relayLength, bytes[innermost.lowerBound] == relayForward,
      hops < RelayedClient.mostRelays
    {
      hops += 1
      let options = innermost.lowerBound + relayLength..<innermost.upperBound
      envelope = innermost
      guard let message = DHCPv6Options.relayMessage(in: bytes.extracting(options), budget: &budget) else {
        break
      }
      innermost = options.lowerBound + message.lowerBound..<options.lowerBound + message.upperBound
    }
    return (hops, envelope, innermost)
  }
}
