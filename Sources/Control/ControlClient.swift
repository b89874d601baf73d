import Glibc
public import System
public import Wire

/// Asks a running daemon: a line out, a line in.
public enum ControlClient {
  /// How long a daemon may take; it answers between two frames.
  public static let patience: Duration = .seconds(5)
  private static let longestAnswer = 1 << 20

  /// The interfaces of this network namespace that a running dhcpward guards.
  public static var guarded: [InterfaceName] {
    RunDirectory.interfaces(SocketNames.suffix).filter(isAnswered)
  }

  /// One of them for each daemon.
  public static var daemons: [InterfaceName] { RunDirectory.owners(SocketNames.suffix).filter(isAnswered) }

  private static func isAnswered(_ interface: InterfaceName) -> Bool {
    UnixAddress.answers(RunDirectory.file(interface, SocketNames.suffix))
  }

  /// Asks the daemon that guards `interface`; nil when none does.
  public static func ask(_ interface: InterfaceName, _ request: String) throws(SystemError) -> String? {
    let path = RunDirectory.file(interface, SocketNames.suffix)
    let (connected, number) = UnixStream.connect(path)
    guard let stream = connected else {
      // Nobody listens, or one was killed and left its socket.
      if number == ENOENT || number == ECONNREFUSED { return nil }
      throw SystemError("ask the daemon by \(path)", errno: number, advice: "run as root")
    }
    guard stream.send(Array((request + "\n").utf8)) else {
      throw SystemError("ask the daemon by \(path)", errno: EPIPE)
    }
    return try answer(stream, path)
  }

  private static func answer(_ stream: UnixStream, _ path: String) throws(SystemError) -> String {
    var answer = LineBuffer()
    let deadline = SystemClock.boot + patience
    while true {
      let isReady = try Poll.wait(
        for: [stream.descriptor], timeout: max(deadline - SystemClock.boot, .zero))[0]
      guard isReady || SystemClock.boot < deadline, answer.count < longestAnswer else {
        throw SystemError(
          "hear the daemon by \(path)", errno: ETIMEDOUT, advice: "is it stopped, or busy with a flood?")
      }
      switch isReady ? stream.receive(atMost: 65_536) : .nothing {
      case .nothing: continue
      case .octets(let part):
        answer.append(part)
        if let line = answer.next() { return line }
      case .end(let number):
        throw SystemError(
          "hear the daemon by \(path)", errno: number == 0 ? ECONNRESET : number,
          advice: "only root and the daemon's own user are answered")
      }
    }
  }
}
