/// Link types that a DHCP administrator meets less often than Ethernet and cooked captures.
extension PacketReader {
  @inline(never)
  static func readRarer(_ bytes: Span<UInt8>, link: LinkType) -> Result? {
    switch link {
    case .ethernet, .linuxCooked, .linuxCooked2: return nil
    case .wifi: return readWiFi(bytes, isPadded: false)
    case .radiotap:
      guard let header = RadiotapHeader(bytes) else { return nil }
      return readWiFi(bytes.extracting(header.payload), isPadded: header.isPadded)
    case .perPacketInformation: return readEnveloped(bytes, EnvelopeHeader(ppi: bytes))
    case .pktap: return readEnveloped(bytes, EnvelopeHeader(pktap: bytes))
    case .switchBroadcom: return readTagged(bytes, tag: 12, isMarvell: false)
    case .switchBroadcomPrepended:
      // The tag is in front of the whole Ethernet frame.
      return bytes.count < 4 ? nil : read(bytes.extracting(4..<bytes.count), link: .ethernet)
    case .switchMarvell: return readTagged(bytes, tag: 12, isMarvell: true)
    // An EtherType and two octets of nothing come before it.
    case .switchMarvellTyped: return readTagged(bytes, tag: 16, isMarvell: true)
    }
  }

  private static func readEnveloped(_ bytes: Span<UInt8>, _ header: EnvelopeHeader?) -> Result? {
    guard let header, let link = header.link else { return nil }
    return read(bytes.extracting(header.payload), link: link)
  }

  private static func readTagged(_ bytes: Span<UInt8>, tag: Int, isMarvell: Bool) -> Result? {
    guard let header = SwitchTag(bytes, at: tag, isMarvell: isMarvell) else { return nil }
    return tagged(
      bytes.extracting(header.payload), type: header.type, source: bytes.macAddress(at: 6),
      outer: header.vlan)
  }

  private static func readWiFi(_ bytes: Span<UInt8>, isPadded: Bool) -> Result? {
    guard let header = WiFiHeader(bytes, isPadded: isPadded) else { return nil }
    if header.isOpaque { return other(.wifi) }
    // LLC stands where a cooked header of 802.2 has it.
    return tagged(
      bytes.extracting(header.payload), type: EtherType.cooked802_2, source: header.source, isCooked: true)
  }
}
