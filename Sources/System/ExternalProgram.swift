import CLinux
import Glibc
import Wire

/// Runs an administrator's program: argument vector, standard input and variables, never a shell.
///
/// It gets a minimal environment, no capability, no descriptor of ours, no held back signal and a process group of its
/// own. What it leaves running behind itself is not waited for. Blocks the calling thread: never to be called in the daemon's loop.
public enum ExternalProgram {
  /// How it went.
  public enum Outcome: Hashable, Sendable {
    /// It exited 0.
    case done
    /// There is no such program, or it may not be run: the system's words.
    case notStarted(String)
    /// It ended by itself with this code.
    case exited(Int32, lastLine: String)
    /// A signal that nobody here sent ended it.
    case killed(signal: Int32, lastLine: String)
    /// It had not ended in time and was ended, with all of its process group.
    case late(lastLine: String)
    /// It was ended, as the caller had called it off.
    case calledOff
  }

  /// How long it may go on after SIGTERM; then comes SIGKILL.
  public static let grace: Duration = .seconds(2)
  /// The octets kept of what it says, the last ones.
  private static let mostOutput = 4096

  /// Where a program is: a path as it is, a name where `SystemTool.directories` has it; nil when nowhere.
  public static func locate(_ program: String) -> String? {
    program.contains("/") ? program : SystemTool.locate(program)
  }

  /// Runs `words` to its end, at most `limit` long. `isCalledOff` is asked some ten times a second.
  public static func run(
    _ words: [String], input: String, environment: [String] = [], limit: Duration,
    isCalledOff: () -> Bool = { false }
  ) -> Outcome {
    guard let program = words.first, let path = locate(program) else {
      return .notStarted("not found in \(SystemTool.directories.joined(separator: ", "))")
    }
    let stdin = memoryFile(input)
    var ends: [Int32] = [-1, -1]
    guard stdin >= 0, unsafe pipe(&ends) == 0 else {
      let words = systemWords(errno)
      if stdin >= 0 { close(stdin) }
      return .notStarted(words)
    }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
    let variables = SystemTool.environment + environment
    let (pid, failure) = Spawn.startRenounced(
      path, words, environment: variables, files: [stdin, ends[1], ends[1]])
    close(stdin)
    close(ends[1])
    defer { close(ends[0]) }
    if let failure { return .notStarted(failure) }
    var wait = ProgramWait(pid: pid, output: ends[0], keeping: mostOutput)
    return wait.outcome(limit: limit, isCalledOff)
  }

  // Unlike a pipe or a socket it can be opened as /dev/stdin, read twice, and left unread.
  private static func memoryFile(_ text: String) -> Int32 {
    let file = unsafe dhcpward_memory_file("input")
    guard file >= 0 else { return file }
    let bytes = Array(text.utf8)
    var start = 0
    while start < bytes.count {
      let count = unsafe bytes[start...].withUnsafeBytes {
        unsafe write(file, $0.baseAddress, $0.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        close(file)
        return -1
      }
      start += count
    }
    lseek(file, 0, SEEK_SET)
    return file
  }
}

/// The wait for one program's end, and its last words.
private struct ProgramWait {
  let pid: pid_t
  let output: Int32
  let keeping: Int
  private var said: [UInt8] = []

  init(pid: pid_t, output: Int32, keeping: Int) {
    (self.pid, self.output, self.keeping) = (pid, output, keeping)
  }

  mutating func outcome(limit: Duration, _ isCalledOff: () -> Bool) -> ExternalProgram.Outcome {
    let deadline = SystemClock.boot + limit
    var isOff = false
    while true {
      if let status = ended(within: .milliseconds(100)) { return Self.outcome(status, lastLine) }
      isOff = isCalledOff()
      if isOff || SystemClock.boot >= deadline { break }
    }
    kill(-pid, SIGTERM)
    let last = SystemClock.boot + ExternalProgram.grace
    var status: Int32?
    while status == nil, SystemClock.boot < last { status = ended(within: .milliseconds(50)) }
    // Also for those of its group that outlived it.
    kill(-pid, SIGKILL)
    while status == nil { status = ended(within: .milliseconds(50)) }
    return isOff ? .calledOff : .late(lastLine: lastLine)
  }

  /// Listens for a moment; its status when it has ended.
  private mutating func ended(within moment: Duration) -> Int32? {
    let deadline = SystemClock.boot + moment
    // Most hooks are short: looked at often in the beginning, and whenever they say something.
    var pause: Duration = .milliseconds(1)
    while true {
      var status: Int32 = 0
      let found = unsafe waitpid(pid, &status, WNOHANG)
      listen()
      if found == pid { return status }
      let left = deadline - SystemClock.boot
      guard left > .zero else { return nil }
      rest(min(pause, left))
      pause = pause * 2
    }
  }

  // Not by poll(2): a program that closed its output, or talks without end, would keep it from sleeping.
  private func rest(_ length: Duration) {
    var time = timespec(tv_sec: 0, tv_nsec: Int(min(length.clampedNanoseconds, 999_999_999)))
    _ = unsafe nanosleep(&time, nil)
  }

  // No more than a pipe holds at a time, so that endless talk cannot outlast the limit.
  private mutating func listen() {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = unsafe read(output, &buffer, buffer.count)
    if count > 0 { said = Array((said + buffer[..<count]).suffix(keeping)) }
  }

  /// Its last line that is not blank, fit for the log.
  private var lastLine: String {
    let lines = said.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
    let line = lines.last { !$0.allSatisfy { $0 <= 0x20 } } ?? []
    return String(foreign: line.prefix(300))
  }

  private static func outcome(_ status: Int32, _ lastLine: String) -> ExternalProgram.Outcome {
    let signal = status & 0x7f
    if signal != 0 { return .killed(signal: signal, lastLine: lastLine) }
    let code = status >> 8 & 0xff
    return code == 0 ? .done : .exited(code, lastLine: lastLine)
  }
}
