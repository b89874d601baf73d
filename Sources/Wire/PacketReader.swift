/// Reads what it is made for in an IP packet. Generic, so that counting and evidence find the packet by one way and
/// counting pays nothing for it.
protocol PacketReader {
  associatedtype Result

  /// What an IPv4 packet holds; nil for nothing.
  static func ipv4(_ bytes: Span<UInt8>, source: MACAddress, vlans: VLANTags) -> Result?
  /// What an IPv6 packet holds; nil for nothing.
  static func ipv6(_ bytes: Span<UInt8>, source: MACAddress, vlans: VLANTags) -> Result?
  /// What a frame comes to that hides another; nil for nothing.
  static func other(_ tunnel: Tunnel) -> Result?
}

extension PacketReader {
  @inline(__always)
  static func other(_ tunnel: Tunnel) -> Result? { nil }

  /// Finds the IP packet of a frame, behind Ethernet II or SNAP and any number of VLAN tags, and
  /// reads it.
  @inline(__always)
  static func read(_ bytes: Span<UInt8>, link: LinkType) -> Result? {
    switch link {
    case .ethernet:
      guard let header = EthernetHeader(bytes) else { return nil }
      let payload = bytes.extracting(header.payload)
      // Nearly all there is.
      if header.type == EtherType.ipv4 { return ipv4(payload, source: header.source, vlans: VLANTags()) }
      return tagged(payload, type: header.type, source: header.source)
    case .linuxCooked:
      guard let header = LinuxCookedHeader(version1: bytes) else { return nil }
      return tagged(
        bytes.extracting(header.payload), type: header.type, source: header.source, isCooked: true)
    case .linuxCooked2:
      guard let header = LinuxCookedHeader(version2: bytes) else { return nil }
      return tagged(
        bytes.extracting(header.payload), type: header.type, source: header.source, isCooked: true)
    default: return readRarer(bytes, link: link)
    }
  }

  /// The same behind the addresses; `outer` is the VLAN of a tag that was taken off.
  static func tagged(
    _ bytes: Span<UInt8>, type: UInt16, source: MACAddress, outer: VLANID? = nil, isCooked: Bool = false
  ) -> Result? {
    var bytes = bytes
    var type = type
    var vlans = VLANTags()
    if let outer { vlans.append(outer) }
    // As many as there are: Linux takes any number of priority tags off (check_vlan_id in net/core/dev.c).
    while EtherType.isTag(type) {
      guard let header = VLANHeader(bytes) else { return nil }
      vlans.append(header.id)
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
    switch type {
    case EtherType.ipv4: return ipv4(bytes, source: source, vlans: vlans)
    case EtherType.ipv6: return ipv6(bytes, source: source, vlans: vlans)
    default: return Tunnel(etherType: type).flatMap { other($0) }
    }
  }
}
