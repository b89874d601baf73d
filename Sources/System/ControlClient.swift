import CLinux
import Glibc
public import Wire

/// Asks a running daemon: a line out, a line in.
public enum ControlClient {
  /// How long a daemon may take; it answers between two frames.
  public static let patience: Duration = .seconds(5)
  private static let longestAnswer = 1 << 20

  /// The interfaces of this network namespace that a running dhcpward guards.
  public static var guarded: [InterfaceName] {
    RunDirectory.interfaces(ControlSocket.suffix).filter(isAnswered)
  }

  /// One of them for each daemon.
  public static var daemons: [InterfaceName] { RunDirectory.owners(ControlSocket.suffix).filter(isAnswered) }

  private static func isAnswered(_ interface: InterfaceName) -> Bool {
    UnixAddress.answers(RunDirectory.file(interface, ControlSocket.suffix))
  }

  /// Asks the daemon that guards `interface`; nil when none does.
  public static func ask(_ interface: InterfaceName, _ request: String) throws(SystemError) -> String? {
    let path = RunDirectory.file(interface, ControlSocket.suffix)
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw SystemError("make a socket", errno: errno) }
    defer { close(descriptor) }
    guard let address = UnixAddress(path),
      unsafe address.withPointer({ unsafe connect(descriptor, $0, $1) }) == 0
    else {
      // Nobody listens, or one was killed and left its socket.
      if errno == ENOENT || errno == ECONNREFUSED { return nil }
      throw SystemError("ask the daemon by \(path)", errno: errno, advice: "run as root")
    }
    var bytes = Array((request + "\n").utf8)
    guard unsafe send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
      throw SystemError("ask the daemon by \(path)", errno: errno)
    }
    bytes = []
    let deadline = WallClock.steady + patience
    while bytes.last != UInt8(ascii: "\n") {
      let isReady = try Poll.wait(for: [descriptor], timeout: max(deadline - WallClock.steady, .zero))[0]
      guard isReady || WallClock.steady < deadline, bytes.count < longestAnswer else {
        throw SystemError(
          "hear the daemon by \(path)", errno: ETIMEDOUT, advice: "is it stopped, or busy with a flood?")
      }
      guard isReady else { continue }
      var part = [UInt8](repeating: 0, count: 65_536)
      let count = unsafe part.withUnsafeMutableBytes { unsafe recv(descriptor, $0.baseAddress, $0.count, 0) }
      guard count > 0 else {
        throw SystemError(
          "hear the daemon by \(path)", errno: count == 0 ? ECONNRESET : errno,
          advice: "only root and the daemon's own user are answered")
      }
      bytes += part.prefix(count)
    }
    return String(decoding: bytes.dropLast(), as: UTF8.self)
  }
}
