import Glibc

/// Waits for descriptors, poll(2).
public enum Poll {
  /// Waits until one of `descriptors` has input or an error, or `timeout` has passed (nil: for ever), and says
  /// of each whether it has. An interrupted wait counts as a passed timeout.
  public static func wait(for descriptors: [Int32], timeout: Duration?) throws(SystemError) -> [Bool] {
    var entries = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    var milliseconds: Int32 = -1
    if let timeout {
      // Rounded up: a wait that ends early would spin until its deadline.
      let whole = (max(timeout, .zero) + .nanoseconds(999_999)) / Duration.milliseconds(1)
      milliseconds = Int32(clamping: Int64(min(whole, 86_400_000)))
    }
    let ready = unsafe poll(&entries, nfds_t(entries.count), milliseconds)
    guard ready >= 0 || errno == EINTR else { throw SystemError("wait for frames", errno: errno) }
    return entries.map { ready > 0 && $0.revents != 0 }
  }
}
