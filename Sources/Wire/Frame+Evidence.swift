extension Frame {
  /// Reads what a person wants to see of a client's message; nil where `clientMessage` finds none.
  ///
  /// For the few messages that are looked at: it allocates. Reads nothing outside `bytes` and never traps, whatever
  /// they hold.
  public static func evidence(in bytes: Span<UInt8>, link: LinkType) -> ClientEvidence? {
    guard let message = clientMessage(in: bytes, link: link) else { return nil }
    var evidence = EvidenceReader.read(bytes, link: link) ?? ClientEvidence()
    evidence.hopLimit = message.hopLimit
    evidence.tool = KnownTool(message)
    if let chaddr = message.chaddr { evidence.client = chaddr.text }
    if message.giaddr.bits != 0 { evidence.relay = .v4(message.giaddr) }
    return evidence
  }
}

/// Reads the evidence in the options of what `MessageReader` counts.
enum EvidenceReader: PacketReader {
  static func ipv4(_ bytes: Span<UInt8>, source: MACAddress, vlans: VLANTags) -> ClientEvidence? {
    guard let packet = IPv4Header(bytes) else { return nil }
    let bytes = bytes.extracting(packet.payload)
    guard let payload = UDPHeader(bytes)?.payload else { return nil }
    let message = bytes.extracting(payload)
    guard DHCPv4Message.hasOptions(message) else { return nil }
    let header = BOOTPHeader(message)
    // A switch that marks a client's own frame is no router.
    let isOwn = header.giaddr.bits == 0 && header.chaddr?.mac == source
    return ClientEvidence(
      options: message.extracting(DHCPv4Message.optionsOffset...), giaddr: header.giaddr,
      router: isOwn ? nil : source)
  }

  static func ipv6(_ bytes: Span<UInt8>, source: MACAddress, vlans: VLANTags) -> ClientEvidence? {
    guard let packet = IPv6Header(bytes) else { return nil }
    let bytes = bytes.extracting(packet.payload)
    guard let payload = UDPHeader(bytes, mayBeJumbo: true)?.payload else { return nil }
    return ClientEvidence(message6: bytes.extracting(payload), router: source)
  }
}

extension ClientHardwareAddress {
  /// A MAC, or the octets in hexadecimal; nil when it has none.
  package var text: PrintableText? {
    if let mac { return PrintableText(mac.description.utf8) }
    let octets = IPAddress.v6(IPv6Address(high: high, low: low)).octets
    return length == 0 ? nil : PrintableText(hexadecimal: octets.prefix(Int(length)))
  }
}

extension Span where Element == UInt8 {
  /// A copy.
  var octets: [UInt8] { indices.map { self[$0] } }
}
