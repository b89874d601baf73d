import Wire

/// What stands in front of IP: the link-layer header, tags, and SNAP.
struct LinkHeader {
  var link: LinkType
  var source: MACAddress
  var destination: MACAddress
  var tags: [DHCPv4Frame.Tag]
  var framing: DHCPv4Frame.Framing

  /// The header on the wire, for a payload of `count` octets.
  func bytes(before count: Int) -> [UInt8] {
    // The types of the tags, then the innermost type or length.
    var types = tags.map(\.type)
    var inner: [UInt8] = []
    switch framing {
    case .ethernetII(let type): types.append(type)
    case .snap(let llc, let oui, let type, let length):
      inner = llc + oui + type.wire
      let isCooked = link == .linuxCooked || link == .linuxCooked2
      let right = isCooked ? 4 : UInt16(truncatingIfNeeded: inner.count + count)
      types.append(length ?? right)
    }
    let behind = zip(tags, types.dropFirst()).flatMap { $0.control.wire + $1.wire } + inner
    switch link {
    case .ethernet: return destination.octets + source.octets + types[0].wire + behind
    case .linuxCooked: return [0, 1, 0, 1, 0, 6] + source.octets + [0, 0] + types[0].wire + behind
    case .linuxCooked2:
      return types[0].wire + [0, 0, 0, 0, 0, 2, 0, 1, 1, 6] + source.octets + [0, 0] + behind
    case .wifi: return wifi + llc(types[0], behind)
    case .radiotap: return [0, 0, 8, 0, 0, 0, 0, 0] + wifi + llc(types[0], behind)
    case .perPacketInformation: return [0, 0, 8, 0, 105, 0, 0, 0] + wifi + llc(types[0], behind)
    case .pktap:
      return [12, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0] + destination.octets + source.octets + types[0].wire
        + behind
    case .switchBroadcom, .switchMarvell:
      return destination.octets + source.octets + [0x40, 1, 0, 7] + types[0].wire + behind
    case .switchBroadcomPrepended:
      return [0x40, 1, 0, 7] + destination.octets + source.octets + types[0].wire + behind
    case .switchMarvellTyped:
      return destination.octets + source.octets + [0xda, 0xda, 0, 0, 0x40, 1, 0, 7] + types[0].wire + behind
    }
  }

  // From a station to its access point.
  private var wifi: [UInt8] {
    [0x08, 0x01, 0, 0] + [2, 0, 0, 0, 0, 1] + source.octets + destination.octets + [0x10, 0]
  }

  private func llc(_ type: UInt16, _ behind: [UInt8]) -> [UInt8] {
    [0xaa, 0xaa, 3, 0, 0, 0] + type.wire + behind
  }
}

/// The ones' complement sum of RFC 1071.
func internetChecksum(_ bytes: [UInt8]) -> UInt16 {
  var sum: UInt32 = 0
  for (index, byte) in bytes.enumerated() {
    sum += index.isMultiple(of: 2) ? UInt32(byte) << 8 : UInt32(byte)
  }
  while sum > 0xffff { sum = sum & 0xffff + sum >> 16 }
  return ~UInt16(truncatingIfNeeded: sum)
}
