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
      let isCooked = link != .ethernet
      let right = isCooked ? 4 : UInt16(truncatingIfNeeded: inner.count + count)
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
