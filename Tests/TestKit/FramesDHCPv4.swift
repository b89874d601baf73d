public import Wire

/// A frame with a DHCPv4 message in it. Every field can be made wrong; what is left alone is right, lengths and
/// checksums included.
public struct DHCPv4Frame: Sendable {
  /// One VLAN tag.
  public struct Tag: Sendable {
    /// 0x8100, 0x88a8 or 0x9100.
    public var type: UInt16
    /// Priority and VLAN ID.
    public var control: UInt16

    /// A tag.
    public init(_ control: UInt16, type: UInt16 = 0x8100) {
      self.type = type
      self.control = control
    }
  }

  /// What stands between the link-layer addresses and IPv4.
  public enum Framing: Sendable {
    /// An EtherType.
    case ethernetII(UInt16 = 0x0800)
    /// A length (the right one unless given), 802.2 LLC, and SNAP.
    case snap(
      llc: [UInt8] = [0xaa, 0xaa, 3], oui: [UInt8] = [0, 0, 0], type: UInt16 = 0x0800, length: UInt16? = nil)
  }

  /// The link-layer header.
  public var link = LinkType.ethernet
  /// The link-layer source address.
  public var source: MACAddress
  /// The link-layer destination address, which a cooked header has not.
  public var destination = MACAddress.broadcast
  /// Tags, outermost first.
  public var tags: [Tag] = []
  /// Ethernet II, or SNAP.
  public var framing = Framing.ethernetII()

  /// IPv4 addresses.
  public var addresses: (source: IPv4Address, destination: IPv4Address) = (
    IPv4Address(bits: 0), IPv4Address(bits: 0xffff_ffff)
  )
  /// Time to live.
  public var hopLimit: UInt8 = 64
  /// IPv4's protocol.
  public var proto: UInt8 = 17
  /// IPv4 options; a multiple of four octets.
  public var ipOptions: [UInt8] = []
  /// IPv4's flags and fragment offset, as on the wire.
  public var fragment: UInt16 = 0
  /// IPv4's total length, when not the right one.
  public var totalLength: UInt16?

  /// UDP ports.
  public var ports: (source: UInt16, destination: UInt16) = (68, 67)
  /// UDP's length, when not the right one.
  public var udpLength: UInt16?

  /// The message.
  public var message: DHCPv4Fields
  /// A UDP payload instead of the message.
  public var payload: [UInt8]?
  /// Octets behind the IPv4 packet.
  public var padding: [UInt8] = []

  /// A broadcast from port 68, `chaddr` the source.
  public init(source: MACAddress = MACAddress(bits: 0x0200_0000_0001), _ kind: MessageKind = .discover) {
    self.source = source
    message = DHCPv4Fields(chaddr: source.octets, type: kind.optionValue)
  }

  /// A broadcast from port 68 with `change` made to it.
  public init(
    source: MACAddress = MACAddress(bits: 0x0200_0000_0001), _ kind: MessageKind = .discover,
    change: (inout DHCPv4Frame) -> Void
  ) {
    self.init(source: source, kind)
    change(&self)
  }
}

extension MessageKind {
  /// The value of option 53; nil for what has none.
  public var optionValue: UInt8? {
    switch self {
    case .discover: 1
    case .request: 3
    case .decline: 4
    case .release: 7
    case .inform: 8
    case .leasequery: 10
    default: nil
    }
  }
}
