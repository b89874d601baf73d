import Glibc

/// Runs another program: argument vector and standard input, never a shell.
///
/// The program is looked up in `directories` only, gets `LC_ALL=C` and `PATH` as its whole environment, no blocked
/// signal, and a process group of its own, so that a Ctrl-C on our terminal does not stop it half way.
package enum SystemTool {
  /// Where programs are looked up, whatever PATH says.
  package static let directories = ["/usr/sbin", "/sbin", "/usr/bin", "/bin"]
  /// How much of a program's complaint is kept, in bytes; the rest is read and dropped.
  package static let maximumComplaint = 4096

  /// All the variables that a program gets.
  static let environment = ["LC_ALL=C", "PATH=\(directories.joined(separator: ":"))"]

  /// Where the program of that name is; nil when it is in none of `directories`.
  package static func locate(_ name: String) -> String? {
    guard !name.isEmpty, !name.contains("/") else { return nil }
    return directories.lazy.map { "\($0)/\(name)" }.first { unsafe access($0, X_OK) == 0 }
  }

  /// Runs `command`, which must exit 0 within `limit`, and returns what it wrote on standard output.
  @discardableResult
  package static func run(
    _ command: [String], input: [UInt8] = [], limit: Duration = .seconds(30)
  ) throws(ToolError) -> [UInt8] {
    guard let name = command.first, let path = locate(name) else {
      throw ToolError(command: command, status: .missing, stderr: "")
    }
    var pipes = try Pipes(for: command)
    defer { pipes.close() }
    let pid = try spawn(path, command, pipes)
    let (output, complaint, inTime) = pipes.converse(input: input, until: ContinuousClock.now + limit)
    if !inTime { kill(pid, SIGKILL) }
    var status: Int32 = 0
    while unsafe waitpid(pid, &status, 0) == -1, errno == EINTR {}
    let stderr = String(decoding: complaint, as: UTF8.self)
    guard inTime else { throw ToolError(command: command, status: .late(limit), stderr: stderr) }
    let signal = status & 0x7f
    guard signal == 0 else {
      throw ToolError(command: command, status: .killed(signal: signal), stderr: stderr)
    }
    let code = status >> 8 & 0xff
    guard code == 0 else { throw ToolError(command: command, status: .exited(code), stderr: stderr) }
    return output
  }

  private static func spawn(_ path: String, _ command: [String], _ pipes: borrowing Pipes) throws(ToolError)
    -> pid_t
  {
    let files = [pipes.input.0, pipes.output.1, pipes.complaint.1]
    let (pid, failure) = Spawn.start(path, command, environment: environment, files: files)
    guard failure == 0 else {
      throw ToolError(
        command: command, status: .notStarted(systemWords(failure)), stderr: "")
    }
    return pid
  }
}
