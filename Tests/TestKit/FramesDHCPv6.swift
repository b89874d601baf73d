public import Wire

/// A frame with a DHCPv6 message in it. Every field can be made wrong; what is left alone is right, lengths and
/// checksums included.
public struct DHCPv6Frame: Sendable {
  /// An extension header (RFC 8200 §4).
  public struct Extension: Sendable {
    /// Its number in the header before it.
    public var type: UInt8
    /// What follows its own Next Header field.
    public var body: [UInt8]

    /// Any header.
    public init(type: UInt8, body: [UInt8]) {
      self.type = type
      self.body = body
    }

    /// Hop-by-Hop Options, `words` of eight octets beyond the first.
    public static func hopByHop(words: UInt8 = 0) -> Extension { padded(0, words) }
    /// Routing, type 0 without segments left.
    public static func routing(words: UInt8 = 0) -> Extension {
      Extension(type: 43, body: [words] + [UInt8](repeating: 0, count: 6 + 8 * Int(words)))
    }
    /// Destination Options.
    public static func destinationOptions(words: UInt8 = 0) -> Extension { padded(60, words) }
    /// Fragment; `offset` in units of eight octets.
    public static func fragment(offset: UInt16 = 0, more: Bool = true, reserved: UInt8 = 0) -> Extension {
      Extension(type: 44, body: [reserved] + (offset << 3 | (more ? 1 : 0)).wire + [0, 0, 0, 7])
    }
    /// Authentication (RFC 4302 §2), with a check value of `words` of four octets.
    public static func authentication(words: UInt8 = 3) -> Extension {
      Extension(type: 51, body: [words + 1] + [UInt8](repeating: 9, count: 10 + 4 * Int(words)))
    }

    private static func padded(_ type: UInt8, _ words: UInt8) -> Extension {
      // PadN for all of it.
      let count = 4 + 8 * Int(words)
      return Extension(
        type: type, body: [words, 1, UInt8(min(count, 255))] + [UInt8](repeating: 0, count: count))
    }
  }

  /// The link-layer header.
  public var link = LinkType.ethernet
  /// The link-layer source address.
  public var source: MACAddress
  /// The link-layer destination address, which a cooked header has not.
  public var destination = MACAddress(bits: 0x3333_0001_0002)
  /// Tags, outermost first.
  public var tags: [DHCPv4Frame.Tag] = []
  /// Ethernet II, or SNAP; the type is IPv6's only where it is given.
  public var framing = DHCPv4Frame.Framing.ethernetII(0x86dd)

  /// IPv6 addresses: to All_DHCP_Relay_Agents_and_Servers.
  public var addresses: (source: IPv6Address, destination: IPv6Address) = (
    IPv6Address(high: 0xfe80 << 48, low: 1), IPv6Address(high: 0xff02 << 48, low: 0x1_0002)
  )
  /// IPv6's flow label, 20 bits.
  public var flowLabel: UInt32 = 0
  /// IPv6's hop limit.
  public var hopLimit: UInt8 = 1
  /// IPv6's payload length, when not the right one.
  public var payloadLength: UInt16?
  /// Extension headers.
  public var extensions: [Extension] = []
  /// The protocol behind the last header.
  public var proto: UInt8 = 17

  /// UDP ports.
  public var ports: (source: UInt16, destination: UInt16) = (546, 547)
  /// UDP's length, when not the right one.
  public var udpLength: UInt16?

  /// The message.
  public var message: DHCPv6Fields
  /// A UDP payload instead of the message.
  public var payload: [UInt8]?
  /// Octets behind the IPv6 packet.
  public var padding: [UInt8] = []

  /// A multicast from port 546, the DUID made of the source.
  public init(source: MACAddress = MACAddress(bits: 0x0200_0000_0001), _ kind: MessageKind = .solicit) {
    self.source = source
    message = DHCPv6Fields(type: kind.type6 ?? 0, duid: [0, 3, 0, 1] + source.octets)
  }

  /// A multicast from port 546 with `change` made to it.
  public init(
    source: MACAddress = MACAddress(bits: 0x0200_0000_0001), _ kind: MessageKind = .solicit,
    change: (inout DHCPv6Frame) -> Void
  ) {
    self.init(source: source, kind)
    change(&self)
  }
}

extension MessageKind {
  /// The DHCPv6 msg-type (RFC 8415 §7.3); nil for what has none.
  public var type6: UInt8? {
    switch self {
    case .solicit: 1
    case .request6: 3
    case .confirm: 4
    case .renew: 5
    case .rebind: 6
    case .release6: 8
    case .decline6: 9
    case .informationRequest: 11
    case .relayForward: 12
    case .leasequery6: 14
    default: nil
    }
  }
}
