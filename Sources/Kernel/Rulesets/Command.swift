import Glibc

/// Runs another program: argument vector and standard input, never a shell.
///
/// The program is looked up in `directories` only, gets `LC_ALL=C` and `PATH` as its whole environment, no blocked
/// signal, and a process group of its own, so that a Ctrl-C on our terminal does not stop it half way.
package enum Command {
  /// Where programs are looked up, whatever PATH says.
  package static let directories = ["/usr/sbin", "/sbin", "/usr/bin", "/bin"]
  /// How much of a program's complaint is kept, in bytes; the rest is read and dropped.
  package static let maximumComplaint = 4096

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
    var actions = unsafe posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    var signals = sigset_t()
    unsafe posix_spawn_file_actions_init(&actions)
    unsafe posix_spawnattr_init(&attributes)
    defer {
      unsafe posix_spawn_file_actions_destroy(&actions)
      unsafe posix_spawnattr_destroy(&attributes)
    }
    unsafe posix_spawn_file_actions_adddup2(&actions, pipes.input.0, 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, pipes.output.1, 1)
    unsafe posix_spawn_file_actions_adddup2(&actions, pipes.complaint.1, 2)
    unsafe sigemptyset(&signals)
    unsafe posix_spawnattr_setsigmask(&attributes, &signals)
    unsafe sigfillset(&signals)
    unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
    unsafe posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
    let argv = unsafe strings(command)
    let environment = unsafe strings(["LC_ALL=C", "PATH=\(directories.joined(separator: ":"))"])
    defer { unsafe (argv + environment).forEach { text in unsafe free(text) } }
    var pid: pid_t = 0
    let failure = unsafe posix_spawn(&pid, path, &actions, &attributes, argv, environment)
    guard failure == 0 else {
      throw ToolError(
        command: command, status: .notStarted(systemWords(failure)), stderr: "")
    }
    return pid
  }

  /// A NULL-terminated vector of C strings, to be freed by the caller.
  private static func strings(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
    unsafe texts.map { text in unsafe strdup(text) } + [nil]
  }
}
