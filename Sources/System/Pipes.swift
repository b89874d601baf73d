import CLinux
import Glibc

/// The three pipes between us and a program we run.
struct Pipes: ~Copyable {
  /// Read end (the program's), write end (ours).
  private(set) var input: (Int32, Int32)
  /// Read end (ours), write end (the program's).
  private(set) var output: (Int32, Int32)
  /// The same for standard error.
  private(set) var complaint: (Int32, Int32)

  init(for command: [String]) throws(ToolError) {
    (input, output, complaint) = (Self.socketPair(), Self.pipe(), Self.pipe())
    guard input.0 >= 0, output.0 >= 0, complaint.0 >= 0 else {
      let words = systemWords(errno)
      close()
      throw ToolError(command: command, status: .notStarted(words), stderr: "")
    }
  }

  private static func pipe() -> (Int32, Int32) {
    var ends: [Int32] = [-1, -1]
    guard unsafe Glibc.pipe(&ends) == 0 else { return (-1, -1) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }

  /// A pipe for its standard input would end us by SIGPIPE when it does not read all.
  private static func socketPair() -> (Int32, Int32) {
    var ends: [Int32] = [-1, -1]
    let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard unsafe socketpair(AF_UNIX, type, 0, &ends) == 0 else { return (-1, -1) }
    return (ends[0], ends[1])
  }

  mutating func close() {
    Self.close(&input.0)
    Self.close(&input.1)
    Self.close(&output.0)
    Self.close(&output.1)
    Self.close(&complaint.0)
    Self.close(&complaint.1)
  }

  private static func close(_ descriptor: inout Int32) {
    if descriptor >= 0 { _ = Glibc.close(descriptor) }
    descriptor = -1
  }

  /// Writes `bytes` to the program and reads both its outputs to their ends; false when `deadline` came
  /// first.
  mutating func converse(
    input bytes: [UInt8], until deadline: ContinuousClock.Instant
  ) -> (output: [UInt8], complaint: [UInt8], inTime: Bool) {
    Self.close(&input.0)
    Self.close(&output.1)
    Self.close(&complaint.1)
    var rest = bytes[...]
    var (said, complained): ([UInt8], [UInt8]) = ([], [])
    if rest.isEmpty { Self.close(&input.1) }
    while output.0 >= 0 || complaint.0 >= 0 {
      var polled = [
        pollfd(fd: output.0, events: Int16(POLLIN), revents: 0),
        pollfd(fd: complaint.0, events: Int16(POLLIN), revents: 0),
        pollfd(fd: input.1, events: Int16(POLLOUT), revents: 0),
      ]
      let left = deadline - .now
      guard left > .zero else { return (said, complained, false) }
      let milliseconds = left / .milliseconds(1)
      let ready = unsafe poll(&polled, 3, Int32(min(milliseconds.rounded(.up), 60_000)))
      guard ready > 0 else { continue }
      if polled[0].revents != 0 { Self.read(&output.0, into: &said, atMost: .max) }
      if polled[1].revents != 0 {
        Self.read(&complaint.0, into: &complained, atMost: SystemTool.maximumComplaint)
      }
      if polled[2].revents != 0 { Self.write(&rest, to: &input.1) }
    }
    return (said, complained, true)
  }

  private static func read(_ descriptor: inout Int32, into sink: inout [UInt8], atMost limit: Int) {
    var buffer = [UInt8](repeating: 0, count: 65536)
    let count = unsafe Glibc.read(descriptor, &buffer, buffer.count)
    if count > 0 {
      sink += buffer[..<min(count, max(0, limit - sink.count))]
    } else if count == 0 || errno != EINTR {
      close(&descriptor)
    }
  }

  private static func write(_ rest: inout ArraySlice<UInt8>, to descriptor: inout Int32) {
    let flags = Int32(MSG_NOSIGNAL | MSG_DONTWAIT)
    let count = unsafe rest.withUnsafeBytes { unsafe send(descriptor, $0.baseAddress, $0.count, flags) }
    if count >= 0 {
      rest = rest.dropFirst(count)
    } else if errno != EAGAIN, errno != EINTR {
      rest = []
    }
    if rest.isEmpty { close(&descriptor) }
  }
}
