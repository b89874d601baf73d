/// Frames as captured.
public enum Frame {
  /// The UDP port of a DHCPv4 server.
  private static let serverPort: UInt16 = 67

  /// Reads the message that a DHCPv4 client sent in a frame; nil when there is none.
  ///
  /// A BOOTREQUEST in a UDP datagram to port 67, behind Ethernet II or SNAP and up to three VLAN tags, counts;
  /// so does what is addressed to that port and cannot be read further. Later IPv4 fragments do not count.
  ///
  /// Reads nothing outside `bytes`, never traps and never allocates, whatever they hold.
  public static func clientMessage(in bytes: Span<UInt8>, link: LinkType) -> ClientMessage? {
    switch link {
    case .ethernet:
      guard let header = EthernetHeader(bytes) else { return nil }
      return tagged(bytes.extracting(header.payload), type: header.type, source: header.source)
    case .linuxCooked:
      guard let header = LinuxCookedHeader(version1: bytes) else { return nil }
      return tagged(
        bytes.extracting(header.payload), type: header.type, source: header.source, isCooked: true)
    case .linuxCooked2:
      guard let header = LinuxCookedHeader(version2: bytes) else { return nil }
      return tagged(
        bytes.extracting(header.payload), type: header.type, source: header.source, isCooked: true)
    }
  }

  private static func tagged(
    _ bytes: Span<UInt8>, type: UInt16, source: MACAddress, isCooked: Bool = false
  ) -> ClientMessage? {
    if type == EtherType.ipv4 { return ipv4(bytes, source: source, vlans: VLANTags()) }
    var bytes = bytes
    var type = type
    var vlans = VLANTags()
    while EtherType.isTag(type) {
      guard let header = VLANHeader(bytes), vlans.append(header.id) else { return nil }
      bytes = bytes.extracting(header.payload)
      type = header.type
    }
    if type <= EtherType.maximumLength {
      // A cooked header has no length; libpcap puts a tag that the kernel had taken off in front of its 4.
      let length = isCooked && type == EtherType.cooked802_2 ? bytes.count : min(Int(type), bytes.count)
      guard let header = SNAPHeader(bytes.extracting(first: length)) else { return nil }
      bytes = bytes.extracting(header.payload.lowerBound..<length)
      type = header.type
    }
    return type == EtherType.ipv4 ? ipv4(bytes, source: source, vlans: vlans) : nil
  }

  @inline(__always)
  private static func ipv4(_ bytes: Span<UInt8>, source: MACAddress, vlans: VLANTags) -> ClientMessage? {
    guard let header = IPv4Header(bytes), header.proto == IPv4Header.udp, header.fragmentOffset == 0
    else { return nil }
    return udp(bytes.extracting(header.payload), source: source, vlans: vlans)
  }

  @inline(__always)
  private static func udp(_ bytes: Span<UInt8>, source: MACAddress, vlans: VLANTags) -> ClientMessage? {
    guard let header = UDPHeader(bytes), header.destinationPort == serverPort else { return nil }
    guard let payload = header.payload else {
      return ClientMessage(source: source, kind: .malformed, sourcePort: header.sourcePort, vlans: vlans)
    }
    guard let message = DHCPv4Message(bytes.extracting(payload), isCut: header.isCut) else { return nil }
    return ClientMessage(
      source: source, kind: message.kind, chaddr: message.header.chaddr, giaddr: message.header.giaddr,
      hops: message.header.hops, transaction: message.header.transaction, sourcePort: header.sourcePort,
      vlans: vlans)
  }
}
