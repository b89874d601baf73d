import CLinux
import Glibc

/// A thread beside the daemon's, for what may take long. It hears no signal: those are the daemon's.
public enum Worker {
  private final class Work {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  // 8 MB, the default, would be set aside though hardly any of it is touched.
  private static let stackSize = 512 << 10

  /// Starts a thread that does `body` and ends; `name` of at most 15 octets is for `ps -T`.
  public static func start(_ name: String, _ body: @escaping @Sendable () -> Void) throws(SystemError) {
    var (all, before) = (sigset_t(), sigset_t())
    unsafe sigfillset(&all)
    // A thread begins with its starter's mask.
    unsafe pthread_sigmask(SIG_SETMASK, &all, &before)
    defer { unsafe _ = pthread_sigmask(SIG_SETMASK, &before, nil) }
    let work = unsafe Unmanaged.passRetained(Work(body))
    let failure = unsafe dhcpward_start_thread(
      String(name.prefix(15)), stackSize,
      { pointer in
        guard let pointer = unsafe pointer else { return nil }
        unsafe Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue().body()
        return nil
      }, work.toOpaque())
    guard failure == 0 else {
      unsafe work.release()
      throw SystemError("start a thread", errno: failure)
    }
  }
}
