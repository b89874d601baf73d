public import Wire

/// The fields of a DHCPv6 message (RFC 8415 §8), and of the relays around it (§9).
public struct DHCPv6Fields: Sendable {
  /// A RELAY-FORW around what follows.
  public struct Relay: Sendable {
    /// `link-address`.
    public var link: IPv6Address
    /// `peer-address`.
    public var peer: IPv6Address
    /// The options before the Relay Message option.
    public var options: [UInt8]

    /// A relay's envelope.
    public init(
      link: IPv6Address = IPv6Address(high: 0x2001_0db8 << 32, low: 1),
      peer: IPv6Address = IPv6Address(high: 0xfe80 << 48, low: 2), options: [UInt8] = []
    ) {
      self.link = link
      self.peer = peer
      self.options = options
    }
  }

  /// `msg-type`.
  public var type: UInt8
  /// `transaction-id`, 24 bits.
  public var transaction: UInt32 = 0x12_3456
  /// The octets behind it.
  public var options: [UInt8]
  /// Envelopes, outermost first.
  public var relays: [Relay] = []

  /// A message with a Client Identifier, unless nil.
  public init(type: UInt8 = 1, duid: [UInt8]? = [0, 3, 0, 1, 2, 0, 0, 0, 0, 1]) {
    self.type = type
    options = duid.map { Self.option(1, $0) } ?? []
  }

  /// One option on the wire (RFC 8415 §21.1).
  public static func option(_ code: UInt16, _ value: [UInt8], length: UInt16? = nil) -> [UInt8] {
    code.wire + (length ?? UInt16(truncatingIfNeeded: value.count)).wire + value
  }

  /// The message on the wire, in its envelopes.
  public var bytes: [UInt8] {
    var bytes = [type] + transaction.wire.dropFirst() + options
    for (hops, relay) in relays.reversed().enumerated() {
      bytes =
        [12, UInt8(truncatingIfNeeded: hops)] + relay.link.wire + relay.peer.wire + relay.options
        + Self.option(9, bytes)
    }
    return bytes
  }
}

extension IPv6Address {
  /// The octets in network byte order.
  var wire: [UInt8] { high.wire + low.wire }
}
