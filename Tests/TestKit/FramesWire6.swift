import Wire

extension DHCPv6Frame {
  /// The frame on the wire.
  public var bytes: [UInt8] { linkHeader + ipPacket + padding }

  /// How many octets stand before the IPv6 header.
  public var ipOffset: Int { linkHeader.count }

  /// How many octets stand before the UDP header.
  public var udpOffset: Int { ipOffset + 40 + extensionHeaders.count }

  /// The IPv6 packet.
  public var ipPacket: [UInt8] {
    let payload = extensionHeaders + udpDatagram
    let length = payloadLength ?? UInt16(truncatingIfNeeded: payload.count)
    return (0x6000_0000 | flowLabel).wire + length.wire + [extensions.first?.type ?? proto, hopLimit]
      + addresses.source.wire + addresses.destination.wire + payload
  }

  /// The UDP datagram.
  public var udpDatagram: [UInt8] {
    let payload = self.payload ?? message.bytes
    let length = udpLength ?? UInt16(truncatingIfNeeded: 8 + payload.count)
    var datagram = ports.source.wire + ports.destination.wire + length.wire + [0, 0] + payload
    let pseudo = addresses.source.wire + addresses.destination.wire + UInt32(length).wire + [0, 0, 0, 17]
    let sum = internetChecksum(pseudo + datagram)
    datagram.replaceSubrange(6..<8, with: (sum == 0 ? 0xffff : sum).wire)
    return datagram
  }

  private var extensionHeaders: [UInt8] {
    extensions.indices.flatMap { index in
      [index + 1 < extensions.count ? extensions[index + 1].type : proto] + extensions[index].body
    }
  }

  private var linkHeader: [UInt8] {
    LinkHeader(link: link, source: source, destination: destination, tags: tags, framing: framing)
      .bytes(before: ipPacket.count)
  }
}
