/// A lease as its server confirms it: DHCPACK (RFC 2131 §4.3.1), REPLY (RFC 8415 §7.3). It says who is served.
public struct LeaseConfirmation: Hashable, Sendable {
  /// `chaddr`; nil in DHCPv6, and when it is no MAC address.
  public var client: MACAddress?
  /// The Ethernet destination, nil for a group: the client, a relay, or who else sends for the client.
  public var receiver: MACAddress?

  /// The confirmation in an untagged or tagged Ethernet frame; nil when there is none.
  ///
  /// An answer to INFORM gives no lease and does not count. Reads nothing outside `bytes`, never traps and never
  /// allocates, whatever they hold.
  public init?(in bytes: Span<UInt8>) {
    guard bytes.count >= 14 else { return nil }
    var offset = 12
    for _ in 0..<VLANTags.maximum where bytes.count >= offset + 6 && EtherType.isTag(bytes.uint16(at: offset))
    {
      offset += 4
    }
    let type = bytes.uint16(at: offset)
    let packet = bytes.extracting((offset + 2)...)
    let destination = bytes.macAddress(at: 0)
    receiver = destination.isGroup ? nil : destination
    switch type {
    case EtherType.ipv4:
      guard let acknowledgement = Acknowledgement(ipv4: packet) else { return nil }
      client = acknowledgement.chaddr
    case 0x86dd:
      client = nil
      guard Self.isReply(ipv6: packet) else { return nil }
    default: return nil
    }
  }

  // Without extension headers, which no server sends.
  private static func isReply(ipv6 bytes: Span<UInt8>) -> Bool {
    guard bytes.count > 48, bytes[0] >> 4 == 6, bytes[6] == 17, bytes.uint16(at: 40) == 547 else {
      return false
    }
    // REPLY, and RELAY-REPL, of which only the relay is learnt.
    return bytes[48] == 7 || bytes[48] == 13
  }

  private struct Acknowledgement {
    let chaddr: MACAddress?

    init?(ipv4 bytes: Span<UInt8>) {
      guard bytes.count >= 20, bytes[0] >> 4 == 4, bytes[9] == 17, bytes.uint16(at: 6) & 0x1fff == 0 else {
        return nil
      }
      let message = Int(bytes[0] & 15) * 4 + 8
      // The fixed fields and the magic cookie of RFC 1497.
      guard message >= 28, bytes.count >= message + 240, bytes.uint16(at: message - 8) == 67,
        bytes[message] == 2, bytes.uint32(at: message + 236) == 0x6382_5363
      else { return nil }
      // `yiaddr` is zero in the answer to INFORM (RFC 2131 §4.3.5).
      guard bytes.uint32(at: message + 16) != 0, Self.type(bytes, at: message + 240) == 5 else { return nil }
      let isMAC = bytes[message + 1] == 1 && bytes[message + 2] == 6
      chaddr = isMAC ? bytes.macAddress(at: message + 28) : nil
    }

    // Option 53; servers put it in front, never into `file` or `sname`.
    private static func type(_ bytes: Span<UInt8>, at start: Int) -> UInt8? {
      var at = start
      while at < bytes.count, bytes[at] != 255 {
        guard bytes[at] != 0 else {
          at += 1
          continue
        }
        guard at + 2 < bytes.count else { return nil }
        if bytes[at] == 53, bytes[at + 1] > 0 { return bytes[at + 2] }
        at += 2 + Int(bytes[at + 1])
      }
      return nil
    }
  }
}
