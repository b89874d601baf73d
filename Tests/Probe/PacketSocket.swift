import Foundation
import Wire

/// A packet socket for every frame of one interface (packet(7)).
final class PacketSocket {
  let descriptor: Int32
  private var buffer = [UInt8](repeating: 0, count: 65536)

  /// Opens it; nil when there is no such interface.
  init?(_ interface: String) {
    let everything = UInt16(0x0003)  // ETH_P_ALL
    let index = if_nametoindex(interface)
    descriptor = socket(AF_PACKET, Int32(SOCK_RAW.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
    guard index > 0, descriptor >= 0 else { return nil }
    // struct sockaddr_ll, which Glibc's module lacks.
    var address = [UInt8](repeating: 0, count: 20)
    address.replaceSubrange(0..<2, with: withUnsafeBytes(of: UInt16(AF_PACKET)) { Array($0) })
    address.replaceSubrange(2..<4, with: withUnsafeBytes(of: everything.bigEndian) { Array($0) })
    address.replaceSubrange(4..<8, with: withUnsafeBytes(of: index) { Array($0) })
    let bound = address.withUnsafeBytes {
      bind(descriptor, $0.baseAddress?.assumingMemoryBound(to: sockaddr.self), 20)
    }
    guard bound == 0 else { return nil }
  }

  deinit { close(descriptor) }

  /// Sends one; a full queue or an interface that is down is like a frame lost on the wire.
  func send(_ frame: [UInt8]) {
    _ = frame.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, 0) }
  }

  /// The next that waits.
  func receive() -> Received? {
    let count = buffer.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
    return count > 0 ? Received(Array(buffer[..<count])) : nil
  }
}

/// Waits until one of the descriptors can be read, at most so long; nil is for ever.
func waitForInput(_ descriptors: [Int32], milliseconds: Int?) {
  var polled = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
  _ = poll(&polled, nfds_t(polled.count), Int32(milliseconds.map { max(0, $0) } ?? -1))
}

/// A steady clock.
func now() -> Int {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
}
