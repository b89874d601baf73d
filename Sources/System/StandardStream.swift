import Glibc

/// Standard output and standard error, whose failures are not swallowed.
public enum StandardStream: Int32, Sendable {
  /// For data.
  case output = 1
  /// For talk.
  case error = 2

  /// Writes all of `text`; a full disk or a closed pipe is an error.
  public func write(_ text: String) throws(SystemError) {
    let bytes = Array(text.utf8)
    var start = 0
    while start < bytes.count {
      let count = unsafe bytes[start...].withUnsafeBytes {
        unsafe Glibc.write(rawValue, $0.baseAddress, $0.count)
      }
      if count < 0 {
        if errno == EINTR { continue }
        if errno == EAGAIN {
          var entry = pollfd(fd: rawValue, events: Int16(POLLOUT), revents: 0)
          _ = unsafe poll(&entry, 1, -1)
          continue
        }
        throw SystemError(
          "write to \(self == .output ? "standard output" : "standard error")", errno: errno,
          advice: "what was printed so far is incomplete", isInputOutput: true)
      }
      start += count
    }
  }
}
