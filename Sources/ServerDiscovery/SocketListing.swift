import Netlink
import Wire

/// Reads the tables of /proc/net, for kernels without packet_diag or udp_diag; they do not tell which interface a
/// UDP socket is bound to.
enum SocketListing {
  /// /proc/net/packet: `sk RefCnt Type Proto Iface R Rmem User Inode`.
  static func packetSockets(_ lines: [Substring]) -> [SocketEntry] {
    lines.compactMap { line in
      let words = line.split(separator: " ")
      guard words.count >= 9, let type = UInt16(words[3], radix: 16), let index = UInt32(words[4]),
        let inode = UInt64(words[8])
      else { return nil }
      // That of an interface that is gone is -1, listed as 4294967295.
      return SocketEntry(
        kind: .packet(protocol: type), inode: inode, interface: Int32(truncatingIfNeeded: index))
    }
  }

  /// /proc/net/udp and udp6: `sl local_address rem_address st … inode`; the address in words of the machine's order.
  static func udpSockets(_ lines: [Substring]) -> [SocketEntry] {
    lines.compactMap { line in
      let words = line.split(separator: " ")
      guard words.count >= 10, words[3] == "07", let inode = UInt64(words[9]) else { return nil }
      let local = words[1].split(separator: ":")
      guard local.count == 2, let port = UInt16(local[1], radix: 16), let octets = octets(local[0]) else {
        return nil
      }
      return SocketEntry(kind: .udp(port: port), inode: inode, interface: 0, address: .bound(octets))
    }
  }

  private static func octets(_ hexadecimal: Substring) -> [UInt8]? {
    let digits = Array(hexadecimal)
    guard digits.count == 8 || digits.count == 32 else { return nil }
    var octets: [UInt8] = []
    for start in stride(from: 0, to: digits.count, by: 8) {
      guard let word = UInt32(String(digits[start..<start + 8]), radix: 16) else { return nil }
      octets.append(native: word)
    }
    return octets
  }
}
