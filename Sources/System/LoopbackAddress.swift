import Glibc
import Wire

/// An address and port of the loopback interface, to listen on: `127.0.0.1:9742`, `[::1]:9742`.
public struct LoopbackAddress: Hashable, Sendable, LosslessStringConvertible {
  let address: IPAddress
  let port: UInt16

  /// Nil for what is no address and port, and for addresses that others can reach.
  public init?(_ text: String) {
    let text = text.hasPrefix("localhost:") ? "127.0.0.1" + text.dropFirst(9) : text
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
      return nil
    }
    var host = text[..<colon]
    let isBracketed = host.first == "[" && host.last == "]"
    if isBracketed { host = host.dropFirst().dropLast() }
    guard let address = IPAddress(String(host)) else { return nil }
    switch address {
    case .v4(let four): guard four.bits >> 24 == 127, !isBracketed else { return nil }
    case .v6: guard isBracketed, address.octets == [UInt8](repeating: 0, count: 15) + [1] else { return nil }
    }
    (self.address, self.port) = (address, port)
  }

  /// As it is read.
  public var description: String {
    if case .v6 = address { "[\(address)]:\(port)" } else { "\(address):\(port)" }
  }

  var family: Int32 { if case .v6 = address { AF_INET6 } else { AF_INET } }

  /// Lends it as bind(2) takes it.
  func withPointer<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
    let octets = address.octets
    switch address {
    case .v4:
      var socket = sockaddr_in()
      socket.sin_family = sa_family_t(AF_INET)
      socket.sin_port = port.bigEndian
      unsafe withUnsafeMutableBytes(of: &socket.sin_addr) { unsafe $0.copyBytes(from: octets) }
      return unsafe Self.lend(socket, body)
    case .v6:
      var socket = sockaddr_in6()
      socket.sin6_family = sa_family_t(AF_INET6)
      socket.sin6_port = port.bigEndian
      unsafe withUnsafeMutableBytes(of: &socket.sin6_addr) { unsafe $0.copyBytes(from: octets) }
      return unsafe Self.lend(socket, body)
    }
  }

  private static func lend<Socket, Result>(
    _ socket: Socket, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
  ) -> Result {
    unsafe withUnsafePointer(to: socket) {
      unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe body($0, socklen_t(MemoryLayout<Socket>.size))
      }
    }
  }
}
