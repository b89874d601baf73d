import TestKit
import Wire

// ARP and neighbour discovery, asked and answered.
extension Identity {
  /// An ARP packet from here.
  func arp(to destination: MACAddress, operation: UInt8, target: IPv4Address, as own: IPv4Address? = nil)
    -> [UInt8]
  {
    let hardware = operation == 1 ? MACAddress.zero : destination
    return destination.octets + mac.octets + [8, 6, 0, 1, 8, 0, 6, 4, 0, operation] + mac.octets
      + octets((own ?? address).bits) + hardware.octets + octets(target.bits)
  }

  /// Who has the server's address.
  func solicitation() -> [UInt8] {
    let group: [UInt8] = [0xff, 2] + [UInt8](repeating: 0, count: 9) + [1, 0xff] + Server.address6.suffix(3)
    let body = [135, 0, 0, 0, 0, 0, 0, 0] + Server.address6 + [1, 1] + mac.octets
    return icmp6(to: [0x33, 0x33] + group.suffix(4), group, body)
  }

  /// The answer to a frame that asks for this client's addresses.
  func reply(to frame: Received) -> [UInt8]? {
    if frame.isARP, frame.arpOperation == 1,
      let own = [address, leased].compactMap({ $0 }).first(where: { $0.bits == frame.arpTarget })
    {
      return arp(to: frame.source, operation: 2, target: IPv4Address(bits: frame.arpSender), as: own)
    }
    if frame.icmp6Type == 135, frame.target6 == address6 {
      let body = [136, 0, 0, 0, 0x60, 0, 0, 0] + address6 + [2, 1] + mac.octets
      return icmp6(to: frame.source.octets, frame.sender6, body)
    }
    return nil
  }

  private func icmp6(to destination: [UInt8], _ address: [UInt8], _ body: [UInt8]) -> [UInt8] {
    var body = body
    let length = octets(UInt16(body.count))
    let sum = checksum(address6 + address + [0, 0] + length + [0, 0, 0, 58] + body)
    body.replaceSubrange(2..<4, with: octets(sum))
    return destination + mac.octets + [0x86, 0xdd, 0x60, 0, 0, 0] + length + [58, 255] + address6 + address
      + body
  }
}

/// In network byte order.
func octets(_ number: some FixedWidthInteger) -> [UInt8] {
  withUnsafeBytes(of: number.bigEndian) { Array($0) }
}

/// The Internet checksum (RFC 1071).
func checksum(_ bytes: [UInt8]) -> UInt16 {
  var sum: UInt32 = 0
  for (index, byte) in bytes.enumerated() {
    sum += index.isMultiple(of: 2) ? UInt32(byte) << 8 : UInt32(byte)
  }
  while sum > 0xffff { sum = sum & 0xffff + sum >> 16 }
  return ~UInt16(truncatingIfNeeded: sum)
}
