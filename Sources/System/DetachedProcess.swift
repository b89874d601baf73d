import Glibc
import Wire

/// A process of this very program that outlives us, our terminal and our session.
///
/// We and it share a socket: it says by it when it is ready, and sees by its end when we are gone, however we went.
public final class DetachedProcess {
  /// Its pid.
  public let pid: Int32
  private let lifeline: Int32

  /// The number under which the child has its end of the socket.
  static let lifelineNumber: Int32 = 3

  /// Starts this program (/proc/self/exe, so also when its file was replaced meanwhile) with these words, and waits
  /// until it says that it is ready.
  public init(_ words: [String], patience: Duration = .seconds(10)) throws(SystemError) {
    var ends: [Int32] = [-1, -1]
    let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard unsafe socketpair(AF_UNIX, type, 0, &ends) == 0 else {
      throw SystemError("start a guardian", errno: errno)
    }
    lifeline = ends[0]
    var (pid, failure) = Self.spawn(words, lifeline: ends[1])
    close(ends[1])
    self.pid = pid
    if failure == 0, !Self.isReady(ends[0], patience) {
      kill(pid, SIGKILL)
      failure = ETIMEDOUT
      while waitpid(pid, nil, 0) < 0, errno == EINTR {}
    }
    guard failure == 0 else {
      close(ends[0])
      pid = 0
      throw SystemError(
        "start a guardian", errno: failure, advice: "nothing was changed; /proc must be mounted")
    }
  }

  deinit { close(lifeline) }

  private static func isReady(_ descriptor: Int32, _ patience: Duration) -> Bool {
    let deadline = SystemClock.boot + patience
    while SystemClock.boot < deadline {
      let ready = try? Poll.wait(for: [descriptor], timeout: deadline - SystemClock.boot)
      guard ready == [true] else { continue }
      var byte: UInt8 = 0
      return unsafe read(descriptor, &byte, 1) == 1
    }
    return false
  }

  private static func spawn(_ words: [String], lifeline: Int32) -> (pid: Int32, errno: Int32) {
    let nowhere = unsafe open("/dev/null", O_RDWR | O_CLOEXEC)
    guard nowhere >= 0 else { return (0, errno) }
    defer { close(nowhere) }
    return Spawn.start(
      "/proc/self/exe", words, environment: nil, files: [nowhere, nowhere, nowhere, lifeline], inSession: true
    )
  }
}
