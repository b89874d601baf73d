import CNetlink
import Glibc
import Netlink
import Wire

/// Sends ICMP echo requests of one family and hears the replies (RFC 792, RFC 4443 §4): ping(8).
final class EchoSocket {
  /// To be polled for input.
  let descriptor: Int32
  private let isV6: Bool
  private let identifier: UInt16

  /// Nil where raw sockets, or the family, are not to be had: then nobody is pinged.
  init?(isV6: Bool, identifier: UInt16) {
    self.isV6 = isV6
    self.identifier = identifier
    let type = Int32(SOCK_RAW.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    let kind = isV6 ? Int32(IPPROTO_ICMPV6) : Int32(IPPROTO_ICMP)
    descriptor = socket(isV6 ? AF_INET6 : AF_INET, type, kind)
    guard descriptor >= 0 else { return nil }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Sends one request; what the kernel refuses is as good as no answer. `index` says which link a link-local
  /// address is on.
  func send(to address: IPAddress, index: Int32) {
    guard (address.width == 128) == isV6 else { return }
    let bytes = Self.request(isV6: isV6, identifier: identifier)
    if isV6 {
      var target = sockaddr_in6()
      target.sin6_family = sa_family_t(AF_INET6)
      if case .v6(let address) = address, address.isLinkLocal { target.sin6_scope_id = UInt32(index) }
      unsafe withUnsafeMutableBytes(of: &target.sin6_addr) { unsafe $0.copyBytes(from: address.octets) }
      send(bytes, to: &target)
    } else {
      var target = sockaddr_in()
      target.sin_family = sa_family_t(AF_INET)
      unsafe withUnsafeMutableBytes(of: &target.sin_addr) { unsafe $0.copyBytes(from: address.octets) }
      send(bytes, to: &target)
    }
  }

  private func send<Target>(_ bytes: [UInt8], to target: inout Target) {
    let length = socklen_t(MemoryLayout<Target>.size)
    unsafe withUnsafePointer(to: &target) {
      unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        _ = unsafe sendto(descriptor, bytes, bytes.count, Int32(MSG_DONTWAIT), $0, length)
      }
    }
  }

  /// Who answered since the last call, without waiting.
  func answers() -> Set<IPAddress> {
    var found: Set<IPAddress> = []
    var buffer = [UInt8](repeating: 0, count: 2048)
    // Whoever floods the host with ICMP does not keep us here.
    for _ in 0..<1000 {
      var source = sockaddr_storage()
      var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
      let count = unsafe withUnsafeMutablePointer(to: &source) {
        unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          unsafe recvfrom(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT), $0, &length)
        }
      }
      guard count >= 0 else {
        if errno == EINTR { continue }
        break
      }
      guard Self.isReply(buffer[..<count], isV6: isV6, identifier: identifier) else { continue }
      // `sin_addr` stands at 4, `sin6_addr` at 8.
      let octets = unsafe withUnsafeBytes(of: &source) {
        unsafe Array(isV6 ? $0[8..<24] : $0[4..<8])
      }
      if let address = IPAddress(octets: octets) { found.insert(address) }
    }
    return found
  }

  /// An echo request. The kernel fills in the checksum of ICMPv6.
  static func request(isV6: Bool, identifier: UInt16) -> [UInt8] {
    var bytes: [UInt8] = [isV6 ? 128 : 8, 0, 0, 0]
    bytes.append(bigEndian: identifier)
    bytes.append(bigEndian: UInt16(1))
    guard !isV6 else { return bytes }
    var sum: UInt32 = 0
    for start in stride(from: 0, to: bytes.count, by: 2) {
      sum += UInt32(bytes[start]) << 8 | UInt32(bytes[start + 1])
    }
    while sum >> 16 != 0 { sum = sum & 0xffff + sum >> 16 }
    var checksum: [UInt8] = []
    checksum.append(bigEndian: ~UInt16(truncatingIfNeeded: sum))
    bytes.replaceSubrange(2..<4, with: checksum)
    return bytes
  }

  /// Whether a packet, as a raw socket gets it, answers our request. In IPv4 its IP header comes first.
  static func isReply(_ packet: ArraySlice<UInt8>, isV6: Bool, identifier: UInt16) -> Bool {
    var message = packet
    if !isV6 {
      guard let first = packet.first else { return false }
      message = packet.dropFirst(Int(first & 15) * 4)
    }
    guard message.first == (isV6 ? 129 : 0) else { return false }
    return message.bigEndianNumber(at: 4, as: UInt16.self) == identifier
  }
}
