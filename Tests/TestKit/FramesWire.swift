import Wire

extension DHCPv4Frame {
  /// The frame on the wire.
  public var bytes: [UInt8] { linkHeader + ipPacket + padding }

  /// How many octets stand before the IPv4 header.
  public var ipOffset: Int { linkHeader.count }

  /// The IPv4 packet.
  public var ipPacket: [UInt8] {
    let datagram = udpDatagram
    var header: [UInt8] = [0x40 | UInt8(truncatingIfNeeded: 5 + ipOptions.count / 4), 0]
    header += (totalLength ?? UInt16(truncatingIfNeeded: 20 + ipOptions.count + datagram.count)).wire
    header += UInt16(1).wire + fragment.wire + [hopLimit, proto, 0, 0]
    header += addresses.source.bits.wire + addresses.destination.bits.wire + ipOptions
    header.replaceSubrange(10..<12, with: internetChecksum(header).wire)
    return header + datagram
  }

  /// The UDP datagram.
  public var udpDatagram: [UInt8] {
    let payload = self.payload ?? message.bytes
    let length = udpLength ?? UInt16(truncatingIfNeeded: 8 + payload.count)
    var datagram = ports.source.wire + ports.destination.wire + length.wire + [0, 0] + payload
    let pseudo = addresses.source.bits.wire + addresses.destination.bits.wire + [0, 17] + length.wire
    let sum = internetChecksum(pseudo + datagram)
    datagram.replaceSubrange(6..<8, with: (sum == 0 ? 0xffff : sum).wire)
    return datagram
  }

  private var linkHeader: [UInt8] {
    LinkHeader(link: link, source: source, destination: destination, tags: tags, framing: framing)
      .bytes(before: ipPacket.count)
  }
}
