import Foundation

/// The real tools, as the oracle of what is printed.
enum Tool {
  struct Answer {
    var status: Int32
    var output: String
    var errors: String
  }

  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  /// Only in namespaces of the test process's own.
  static let isPrivate = ProcessInfo.processInfo.environment["DHCPWARD_PRIVATE"] == "1"

  static func answer(_ words: [String], input: String = "") throws -> Answer {
    let files = try (0..<3).map { _ in try scratchFile() }
    defer { for file in files { close(file) } }
    try FileHandle(fileDescriptor: files[0]).write(contentsOf: Data(input.utf8))
    lseek(files[0], 0, SEEK_SET)

    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (number, file) in files.enumerated() {
      posix_spawn_file_actions_adddup2(&actions, file, Int32(number))
    }
    var arguments = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var child: pid_t = 0
    let failed = posix_spawnp(&child, words[0], &actions, nil, &arguments, environ)
    guard failed == 0 else { throw Failure(description: "\(words[0]): \(String(cString: strerror(failed)))") }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    return Answer(
      status: status & 0x7f == 0 ? status >> 8 & 0xff : -(status & 0x7f), output: try text(files[1]),
      errors: try text(files[2]))
  }

  // Foundation's Process now and then waits for ever for a child that has ended; pipes could fill up.
  private static func scratchFile() throws -> Int32 {
    var path = Array("/tmp/dhcpward-test-XXXXXX".utf8CString)
    let file = mkstemp(&path)
    guard file >= 0 else { throw Failure(description: "mkstemp: \(String(cString: strerror(errno)))") }
    _ = fcntl(file, F_SETFD, FD_CLOEXEC)
    unlink(path)
    return file
  }

  private static func text(_ file: Int32) throws -> String {
    lseek(file, 0, SEEK_SET)
    return String(decoding: try FileHandle(fileDescriptor: file).readToEnd() ?? Data(), as: UTF8.self)
  }

  /// Output of a command that must succeed.
  @discardableResult
  static func run(_ words: [String], input: String = "") throws -> String {
    let answer = try answer(words, input: input)
    guard answer.status == 0 else {
      throw Failure(
        description: "\(words.joined(separator: " ")): \(answer.status): \(answer.errors)\n\(input)")
    }
    return answer.output
  }

  /// Each line of a script by itself, as a person would type it.
  static func runLines(_ script: String, replacing program: String = "", by other: String = "") throws {
    for line in script.split(separator: "\n") where !line.hasPrefix("#") {
      let typed =
        program.isEmpty || !line.hasPrefix(program + " ")
        ? String(line) : other + line.dropFirst(program.count)
      try run(["sh", "-c", typed])
    }
  }
}
