/// Frames as captured.
public enum Frame {
  /// Reads the message that a DHCP client sent in a frame; nil when there is none.
  ///
  /// A BOOTREQUEST in a UDP datagram to port 67 of IPv4, or a client's or relay's message in one to port 547 of IPv6,
  /// behind Ethernet II or SNAP and any number of VLAN tags, counts; so does what is addressed to that port and cannot
  /// be read further. Later fragments do not count.
  ///
  /// Reads nothing outside `bytes`, never traps and never allocates, whatever they hold.
  public static func clientMessage(in bytes: Span<UInt8>, link: LinkType) -> ClientMessage? {
    MessageReader.read(bytes, link: link)
  }
}

extension Frame {
  /// Which of a machine's interfaces saw a frame, as far as a cooked header says so: its index in version 2, and in both
  /// whether it came in or went out; of Wi-Fi whether an access point passed it on, and whether it was sent again. 0 for
  /// other frames.
  public static func place(in bytes: Span<UInt8>, link: LinkType) -> UInt32 {
    switch link {
    case .linuxCooked: bytes.count >= LinuxCookedHeader.length1 ? UInt32(bytes.uint16(at: 0)) : 0
    case .linuxCooked2:
      bytes.count >= LinuxCookedHeader.length2 ? bytes.uint32(at: 4) << 3 | UInt32(bytes[10] & 7) : 0
    case .wifi: UInt32(WiFiHeader(bytes)?.way ?? 0)
    case .radiotap: wifiPlace(in: bytes)
    default: 0
    }
  }

  private static func wifiPlace(in bytes: Span<UInt8>) -> UInt32 {
    guard let header = RadiotapHeader(bytes) else { return 0 }
    return UInt32(WiFiHeader(bytes.extracting(header.payload))?.way ?? 0)
  }

  /// What a frame without a message of a client hides another frame or packet in; nil for nothing. DHCP in it is not
  /// counted.
  public static func tunnel(in bytes: Span<UInt8>, link: LinkType) -> Tunnel? {
    TunnelReader.read(bytes, link: link)
  }
}

/// Reads what is counted.
enum MessageReader: PacketReader {
  /// The UDP port of a DHCPv4 server.
  static let serverPort: UInt16 = 67
  /// The UDP port of a DHCPv6 server or relay (RFC 8415 §7.2).
  static let serverPort6: UInt16 = 547

  @inline(__always)
  static func ipv4(_ bytes: Span<UInt8>, source: MACAddress, vlans: VLANTags) -> ClientMessage? {
    guard let packet = IPv4Header(bytes), packet.proto == IPv4Header.udp, packet.fragmentOffset == 0
    else { return nil }
    let bytes = bytes.extracting(packet.payload)
    guard let header = UDPHeader(bytes), header.destinationPort == serverPort else { return nil }
    guard let payload = header.payload else {
      return ClientMessage(source: source, kind: .malformed, sourcePort: header.sourcePort, vlans: vlans)
    }
    guard let message = DHCPv4Message(bytes.extracting(payload), isCut: header.isCut) else { return nil }
    let fixed = message.header
    let fingerprint = Digest.pair(
      UInt64(fixed.transaction) << 32 | UInt64(packet.distinction),
      UInt64(header.distinction) << 16 | UInt64(fixed.seconds))
    let isRouted =
      fixed.ciaddr.bits != 0 && fixed.ciaddr == packet.source
      && Routing.isEvident(fixed, from: source, hopLimit: packet.hopLimit)
    return ClientMessage(
      source: source, kind: message.kind, chaddr: fixed.chaddr, giaddr: fixed.giaddr,
      origin: message.identifier, line: message.line, address: message.declined ?? fixed.ciaddr,
      isRouted: isRouted, hops: fixed.hops,
      seconds: fixed.seconds, transaction: fixed.transaction, sourcePort: header.sourcePort,
      hopLimit: packet.hopLimit,
      signature: message.signature, fingerprint: fingerprint, vlans: vlans)
  }

  static func ipv6(_ bytes: Span<UInt8>, source: MACAddress, vlans: VLANTags) -> ClientMessage? {
    guard let packet = IPv6Header(bytes), packet.proto == IPv4Header.udp else { return nil }
    let bytes = bytes.extracting(packet.payload)
    guard let header = UDPHeader(bytes, mayBeJumbo: true), header.destinationPort == serverPort6 else {
      return nil
    }
    guard let payload = header.payload else {
      return ClientMessage(source: source, kind: .malformed6, sourcePort: header.sourcePort, vlans: vlans)
    }
    guard let message = DHCPv6Message(bytes.extracting(payload)) else { return nil }
    let fingerprint = Digest.pair(
      UInt64(message.transaction) << 32 | UInt64(header.distinction),
      UInt64(packet.flowLabel) << 16 | UInt64(packet.payloadLength))
    return ClientMessage(
      source: source, kind: message.kind, client: message.client, origin: message.origin, line: message.line,
      isSeeking: message.isSeeking,
      isRouted: packet.hasRoutableSource && message.kind != .relayForward
        && Routing.isPassedOn(packet.hopLimit), hops: message.hops,
      transaction: message.transaction, sourcePort: header.sourcePort, hopLimit: packet.hopLimit,
      signature: message.signature, fingerprint: fingerprint, vlans: vlans)
  }
}
