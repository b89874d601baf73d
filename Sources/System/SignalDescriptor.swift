import CLinux
import Glibc

/// Signals as something to poll, signalfd(2): they are blocked in this thread and read when there is time for
/// them, so none can fall between two steps of a plan.
public final class SignalDescriptor {
  /// To be polled for input.
  public let descriptor: Int32

  /// Blocks `signals` in the calling thread (and those it starts) and routes them here.
  public init(_ signals: [Int32]) throws(SystemError) {
    var set = sigset_t()
    unsafe sigemptyset(&set)
    for signal in signals { unsafe sigaddset(&set, signal) }
    unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
    descriptor = unsafe signalfd(-1, &set, Int32(SFD_CLOEXEC | SFD_NONBLOCK))
    guard descriptor >= 0 else { throw SystemError("make a signal descriptor", errno: errno) }
  }

  /// The next signal that came; nil when none waits.
  public func next() -> Int32? {
    var info = signalfd_siginfo()
    let size = MemoryLayout<signalfd_siginfo>.size
    let count = unsafe read(descriptor, &info, size)
    return count == size ? Int32(info.ssi_signo) : nil
  }

  deinit { close(descriptor) }
}

/// Runs a plan's steps with SIGINT, SIGTERM and SIGHUP held back until all are done, or undone.
public func holdingSignals<Result>(_ body: () throws -> Result) rethrows -> Result {
  var set = sigset_t()
  var before = sigset_t()
  unsafe sigemptyset(&set)
  for signal in [SIGINT, SIGTERM, SIGHUP] { unsafe sigaddset(&set, signal) }
  unsafe pthread_sigmask(SIG_BLOCK, &set, &before)
  defer { unsafe _ = pthread_sigmask(SIG_SETMASK, &before, nil) }
  return try body()
}
