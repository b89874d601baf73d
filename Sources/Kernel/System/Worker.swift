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
    var attributes = pthread_attr_t()
    unsafe pthread_attr_init(&attributes)
    defer { unsafe _ = pthread_attr_destroy(&attributes) }
    unsafe pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    unsafe pthread_attr_setstacksize(&attributes, stackSize)
    var (all, before) = (sigset_t(), sigset_t())
    unsafe sigfillset(&all)
    // A thread begins with its starter's mask.
    unsafe pthread_sigmask(SIG_SETMASK, &all, &before)
    defer { unsafe _ = pthread_sigmask(SIG_SETMASK, &before, nil) }
    let work = unsafe Unmanaged.passRetained(Work(body))
    var thread = pthread_t()
    let failure = unsafe pthread_create(
      &thread, &attributes,
      { pointer in
        guard let pointer = unsafe pointer else { return nil }
        unsafe Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue().body()
        return nil
      }, work.toOpaque())
    guard failure == 0 else {
      unsafe work.release()
      throw SystemError("start a thread", errno: failure)
    }
    unsafe dhcpward_name_thread(thread, String(name.prefix(15)))
  }
}
