import Glibc

/// An address of the unix(7) family.
package struct UnixAddress {
  private var address = sockaddr_un()

  /// Nil when the path is too long for one.
  init?(_ path: String) {
    let bytes = Array(path.utf8)
    let room = MemoryLayout.size(ofValue: address.sun_path)
    guard bytes.count < room else { return nil }
    address.sun_family = sa_family_t(AF_UNIX)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
  }

  /// Whether somebody listens there; a killed process leaves its name behind. Who may not connect is told that somebody
  /// does.
  package static func answers(_ path: String) -> Bool {
    let descriptor = socket(
      AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    guard let address = UnixAddress(path) else { return false }
    let isConnected = unsafe address.withPointer { unsafe connect(descriptor, $0, $1) } == 0
    return isConnected || [EAGAIN, EACCES, EPERM].contains(errno)
  }

  /// Lends it as bind(2) and connect(2) take it.
  func withPointer<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
    let size = socklen_t(MemoryLayout<sockaddr_un>.size)
    return unsafe withUnsafePointer(to: address) {
      unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe body($0, size) }
    }
  }
}
