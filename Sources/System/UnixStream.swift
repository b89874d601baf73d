import CLinux
import Glibc

/// A connected socket of the unix(7) family. It is closed with its last owner.
package final class UnixStream {
  /// What came in.
  package enum Input: Hashable {
    /// Some octets.
    case octets([UInt8])
    /// None yet.
    case nothing
    /// The other side is gone: the system's number for why, 0 when it just ended.
    case end(errno: Int32)
  }

  /// To be polled for input.
  package let descriptor: Int32

  /// Takes a socket over.
  package init(_ descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// Connects to a name; nil and the system's number when that is not to be had.
  package static func connect(_ path: String) -> (stream: UnixStream?, errno: Int32) {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return (nil, errno) }
    let stream = UnixStream(descriptor)
    guard let address = UnixAddress(path) else { return (nil, ENAMETOOLONG) }
    let isConnected = unsafe address.withPointer { unsafe Glibc.connect(descriptor, $0, $1) } == 0
    return isConnected ? (stream, 0) : (nil, errno)
  }

  /// What came, at most `limit` octets of it. Never waits.
  package func receive(atMost limit: Int) -> Input {
    var buffer = [UInt8](repeating: 0, count: limit)
    let count = unsafe buffer.withUnsafeMutableBytes {
      unsafe recv(descriptor, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT))
    }
    if count > 0 { return .octets(Array(buffer.prefix(count))) }
    if count < 0, errno == EAGAIN || errno == EINTR { return .nothing }
    return .end(errno: count == 0 ? 0 : errno)
  }

  /// Sends all of it, or says that it cannot be done at once.
  package func send(_ bytes: [UInt8]) -> Bool {
    unsafe Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL))
      == bytes.count
  }

  /// Whose process is at the other end (SO_PEERCRED); nil when that cannot be said.
  package var peer: UInt32? { UInt32(exactly: dhcpward_peer_user(descriptor)) }

  /// Whether that process is a member of a group (SO_PEERGROUPS).
  package func peerIsMember(of group: UInt32) -> Bool { dhcpward_peer_is_member(descriptor, group) }
}
