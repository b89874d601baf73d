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
    header += UInt16(1).wire + fragment.wire + [64, proto, 0, 0]
    header += addresses.source.bits.wire + addresses.destination.bits.wire + ipOptions
    header.replaceSubrange(10..<12, with: checksum(header).wire)
    return header + datagram
  }

  /// The UDP datagram.
  public var udpDatagram: [UInt8] {
    let payload = self.payload ?? message.bytes
    let length = udpLength ?? UInt16(truncatingIfNeeded: 8 + payload.count)
    var datagram = ports.source.wire + ports.destination.wire + length.wire + [0, 0] + payload
    let pseudo = addresses.source.bits.wire + addresses.destination.bits.wire + [0, 17] + length.wire
    let sum = checksum(pseudo + datagram)
    datagram.replaceSubrange(6..<8, with: (sum == 0 ? 0xffff : sum).wire)
    return datagram
  }

  private var linkHeader: [UInt8] {
    // The types of the tags, then the innermost type or length.
    var types = tags.map(\.type)
    var inner: [UInt8] = []
    switch framing {
    case .ethernetII(let type): types.append(type)
    case .snap(let llc, let oui, let type, let length):
      inner = llc + oui + type.wire
      let isCooked = link != .ethernet
      let right = isCooked ? 4 : UInt16(truncatingIfNeeded: inner.count + ipPacket.count)
      types.append(length ?? right)
    }
    let behind = zip(tags, types.dropFirst()).flatMap { $0.control.wire + $1.wire } + inner
    switch link {
    case .ethernet: return destination.octets + source.octets + types[0].wire + behind
    case .linuxCooked: return [0, 1, 0, 1, 0, 6] + source.octets + [0, 0] + types[0].wire + behind
    case .linuxCooked2:
      return types[0].wire + [0, 0, 0, 0, 0, 2, 0, 1, 1, 6] + source.octets + [0, 0] + behind
    }
  }

  private func checksum(_ bytes: [UInt8]) -> UInt16 {
    var sum: UInt32 = 0
    for (index, byte) in bytes.enumerated() {
      sum += index.isMultiple(of: 2) ? UInt32(byte) << 8 : UInt32(byte)
    }
    while sum > 0xffff { sum = sum & 0xffff + sum >> 16 }
    return ~UInt16(truncatingIfNeeded: sum)
  }
}
