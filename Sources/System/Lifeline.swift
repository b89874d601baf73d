import CLinux
import Glibc

/// The detached process's side: cut loose from whoever started it, who is known to live while the socket is open.
public final class Lifeline {
  /// To be polled for input: has some once the starter is gone.
  public var descriptor: Int32 { DetachedProcess.lifelineNumber }

  /// Leaves the starter's working directory (it is in a session of its own already), closes what it left open, and asks not to be
  /// the first to go when memory is short. What of this fails does no harm.
  public init() {
    signal(SIGPIPE, SIG_IGN)
    unsafe _ = chdir("/")
    umask(0o077)
    closefrom(DetachedProcess.lifelineNumber + 1)
    _ = fcntl(DetachedProcess.lifelineNumber, F_SETFD, FD_CLOEXEC)
    Self.write("-900\n", to: "/proc/self/oom_score_adj")
    // It would be called exe, as it was started by that name.
    Self.write("dhcpward", to: "/proc/self/comm")
  }

  deinit { close(descriptor) }

  /// Tells the starter to go on. False when it is gone, or when nobody holds the other end.
  public func ready() -> Bool {
    var byte: UInt8 = 1
    return unsafe send(descriptor, &byte, 1, Int32(MSG_NOSIGNAL)) == 1
  }

  /// Whether the starter still runs.
  public var isHeld: Bool {
    var byte: UInt8 = 0
    return unsafe recv(descriptor, &byte, 1, Int32(MSG_DONTWAIT)) != 0
  }

  private static func write(_ text: String, to path: String) {
    let file = unsafe open(path, O_WRONLY | O_CLOEXEC)
    guard file >= 0 else { return }
    defer { close(file) }
    let bytes = Array(text.utf8)
    _ = unsafe Glibc.write(file, bytes, bytes.count)
  }
}
