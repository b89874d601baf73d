import Foundation

/// Other programs, as the tests run them: real tools as oracles, peers, the program under test.
///
/// By posix_spawn(3) and waitpid(2): Foundation's Process now and then waits for ever for a child that has ended.
public enum Tool {
  /// How a program ended and what it said.
  public struct Answer: Sendable {
    /// The exit status; a signal's number, negative, when one ended it.
    public var status: Int32
    /// Its standard output.
    public var output: String
    /// Its standard error.
    public var errors: String
  }

  /// Whether this process may change its network: private namespaces were made for it (`make integration`).
  public static let isPrivate = ProcessInfo.processInfo.environment["DHCPWARD_PRIVATE"] == "1"

  /// How long a program may take in seconds, on a slow and busy machine.
  private static let patience = 300.0

  /// Runs a program found in PATH to its end, with a text on its standard input.
  public static func answer(_ words: [String], input: String = "") throws -> Answer {
    // Files, as pipes could fill up.
    let files = try (0..<3).map { _ in try scratchFile() }
    defer { for file in files { close(file) } }
    try FileHandle(fileDescriptor: files[0]).write(contentsOf: Data(input.utf8))
    lseek(files[0], 0, SEEK_SET)
    let child = try ChildProcess(words, input: files[0], output: files[1], errors: files[2])
    // One that never ends would keep the whole run waiting, and say nothing.
    guard child.waitUntilExit(within: patience) else {
      child.send(SIGKILL)
      child.waitUntilExit()
      let said = try text(files[1]) + text(files[2])
      throw ToolFailure(words: "\(words.joined(separator: " ")): still running after \(patience) s: \(said)")
    }
    return Answer(status: child.terminationStatus, output: try text(files[1]), errors: try text(files[2]))
  }

  /// The output of a program that must succeed.
  @discardableResult
  public static func run(_ words: [String], input: String = "") throws -> String {
    let answer = try answer(words, input: input)
    guard answer.status == 0 else {
      throw ToolFailure(
        words: "\(words.joined(separator: " ")): \(answer.status): \(answer.errors)\n\(input)")
    }
    return answer.output
  }

  /// Starts a program. The parent's copies of the child's ends of the pipes are closed.
  public static func start(
    _ words: [String], output: Pipe? = nil, input: Pipe? = nil, errors: Pipe? = nil
  ) throws -> ChildProcess {
    for pipe in [output, input, errors].compactMap(\.self) {
      for end in [pipe.fileHandleForReading, pipe.fileHandleForWriting] {
        _ = fcntl(end.fileDescriptor, F_SETFD, FD_CLOEXEC)
      }
    }
    let null = open("/dev/null", O_RDONLY | O_CLOEXEC)
    defer { close(null) }
    let child = try ChildProcess(
      words, input: input?.fileHandleForReading.fileDescriptor ?? null,
      output: output?.fileHandleForWriting.fileDescriptor ?? STDOUT_FILENO,
      errors: errors?.fileHandleForWriting.fileDescriptor ?? STDERR_FILENO)
    try input?.fileHandleForReading.close()
    try output?.fileHandleForWriting.close()
    try errors?.fileHandleForWriting.close()
    return child
  }

  /// Runs `ip` with these words, split at spaces.
  @discardableResult
  public static func ip(_ words: String) throws -> String {
    try run(["ip"] + words.split(separator: " ").map(String.init))
  }

  /// Runs each line of a script by itself, as a person would type it.
  public static func runLines(_ script: String, replacing program: String = "", by other: String = "") throws
  {
    for line in script.split(separator: "\n") where !line.hasPrefix("#") {
      let isCommand = !program.isEmpty && line.hasPrefix(program + " ")
      try run(["sh", "-c", isCommand ? other + line.dropFirst(program.count) : String(line)])
    }
  }

  private static func scratchFile() throws -> Int32 {
    var path = Array("/tmp/dhcpward-test-XXXXXX".utf8CString)
    let file = mkstemp(&path)
    guard file >= 0 else { throw ToolFailure(words: "mkstemp: \(String(cString: strerror(errno)))") }
    _ = fcntl(file, F_SETFD, FD_CLOEXEC)
    unlink(path)
    return file
  }

  private static func text(_ file: Int32) throws -> String {
    lseek(file, 0, SEEK_SET)
    return String(decoding: try FileHandle(fileDescriptor: file).readToEnd() ?? Data(), as: UTF8.self)
  }
}

/// A program of the tests failed.
public struct ToolFailure: Error, CustomStringConvertible {
  /// Which, and what it said.
  public let words: String

  /// A failure in words.
  public init(words: String) { self.words = words }

  /// The same.
  public var description: String { words }
}
