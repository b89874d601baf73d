import Foundation
import TestKit
import Wire

/// The server's end: echo services on port 7, and sockets that note whose frames come to them.
final class Host {
  private var taps: [String: PacketSocket] = [:]
  private var port67: Int32?
  private var port547: Int32?
  private var seen: [String: [MACAddress: Set<Traffic>]] = [:]
  private let echo: [Int32]
  private let listeners: [Int32]
  private var buffer = [UInt8](repeating: 0, count: 65536)

  init?() {
    guard let datagrams = Self.bound(SOCK_DGRAM, port: 7), let streams = Self.bound(SOCK_STREAM, port: 7)
    else {
      return nil
    }
    listen(streams, 64)
    echo = [datagrams]
    listeners = [streams]
  }

  var descriptors: [Int32] {
    taps.values.map(\.descriptor) + [port67, port547].compactMap { $0 } + echo + listeners
  }

  /// Opens a packet socket on that interface.
  func tap(_ interface: String) -> Bool {
    taps[interface] = PacketSocket(interface)
    return taps[interface] != nil
  }

  /// Opens plain UDP sockets on the ports of DHCP and DHCPv6.
  func bindServerPorts() -> Bool {
    port67 = Self.bound(SOCK_DGRAM, port: 67)
    port547 = Self.bound(SOCK_DGRAM, port: 547)
    return port67 != nil && port547 != nil
  }

  /// Closes those.
  func release() {
    taps = [:]
    for port in [port67, port547].compactMap({ $0 }) { close(port) }
    (port67, port547) = (nil, nil)
    seen = [:]
  }

  /// What came since the last time.
  func report() -> [String: Answers] {
    take()
    defer { seen = [:] }
    return seen.mapValues { macs in
      Answers(kinds: macs.reduce(into: [:]) { $0[$1.key.description] = $1.value.sorted() })
    }
  }

  /// Takes what waits.
  func take() {
    for (name, tap) in taps {
      while let frame = tap.receive() {
        if let kind = frame.kind { seen[name, default: [:]][frame.source, default: []].insert(kind) }
      }
    }
    while let port67, case let (message, _)? = datagram(port67) {
      let message = ServerMessage(message)
      if let kind = message.kind { seen["udp", default: [:]][message.client, default: []].insert(kind) }
    }
    while let port547, case let (message, _)? = datagram(port547) {
      guard let client = ClientMessage6(message).client else { continue }
      seen["udp", default: [:]][client, default: []].insert(.tenHeaders)
    }
    for descriptor in echo {
      while var (text, peer) = datagram(descriptor) {
        withUnsafePointer(to: &peer) {
          $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
            _ = sendto(descriptor, &text, text.count, 0, address, socklen_t(MemoryLayout<sockaddr_in6>.size))
          }
        }
      }
    }
    for descriptor in listeners {
      while case let stream = accept(descriptor, nil, nil), stream >= 0 { close(stream) }
    }
  }

  private func datagram(_ descriptor: Int32) -> ([UInt8], sockaddr_in6)? {
    var peer = sockaddr_in6()
    var size = socklen_t(MemoryLayout<sockaddr_in6>.size)
    let count = withUnsafeMutablePointer(to: &peer) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        recvfrom(descriptor, &buffer, buffer.count, 0, $0, &size)
      }
    }
    return count > 0 ? (Array(buffer[..<count]), peer) : nil
  }

  // For IPv4 and IPv6.
  private static func bound(_ type: __socket_type, port: UInt16) -> Int32? {
    let descriptor = socket(AF_INET6, Int32(type.rawValue | SOCK_NONBLOCK.rawValue), 0)
    var on: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in6()
    address.sin6_family = sa_family_t(AF_INET6)
    address.sin6_port = port.bigEndian
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in6>.size))
      }
    }
    return descriptor >= 0 && result == 0 ? descriptor : nil
  }
}
