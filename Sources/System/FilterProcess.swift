import CLinux
import Glibc

/// A program that reads a file on its standard input, and whose standard output we read: `gzip -dc <FILE`.
package final class FilterProcess {
  /// What it writes. Whoever takes it closes it.
  package let output: Int32
  private let command: [String]
  private let pid: pid_t
  private let complaint: Int32

  /// Starts it, as `SystemTool` does.
  package init(_ command: [String], reading input: Int32) throws(ToolError) {
    guard let name = command.first, let path = SystemTool.locate(name) else {
      throw ToolError(command: command, status: .missing, stderr: "")
    }
    var ends: [Int32] = [-1, -1]
    complaint = unsafe dhcpward_memory_file("complaint")
    guard complaint >= 0, unsafe pipe(&ends) == 0 else {
      let words = systemWords(errno)
      if complaint >= 0 { close(complaint) }
      throw ToolError(command: command, status: .notStarted(words), stderr: "")
    }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let (pid, failure) = Spawn.start(
      path, command, environment: SystemTool.environment, files: [input, ends[1], complaint])
    close(ends[1])
    (output, self.pid, self.command) = (ends[0], pid, command)
    guard failure == 0 else {
      close(ends[0])
      throw ToolError(command: command, status: .notStarted(systemWords(failure)), stderr: "")
    }
  }

  deinit { close(complaint) }

  /// Waits for its end, once its output is closed. Throws where it failed by itself; that it ended because nobody read on is
  /// no failure.
  package func finish() throws(ToolError) {
    var status: Int32 = 0
    while unsafe waitpid(pid, &status, 0) == -1, errno == EINTR {}
    var words = [UInt8](repeating: 0, count: SystemTool.maximumComplaint)
    let count = unsafe pread(complaint, &words, words.count, 0)
    let stderr = String(decoding: words.prefix(max(0, count)), as: UTF8.self)
    let (signal, code) = (status & 0x7f, status >> 8 & 0xff)
    if signal != 0, signal != SIGPIPE {
      throw ToolError(command: command, status: .killed(signal: signal), stderr: stderr)
    }
    if code != 0 { throw ToolError(command: command, status: .exited(code), stderr: stderr) }
  }
}
