import Foundation

/// The private network namespace that the whole test process was started in.
enum PrivateNetwork {
  /// Tests that change the network run only where DHCPWARD_PRIVATE=1 says that it is a private one.
  static let isOurs = ProcessInfo.processInfo.environment["DHCPWARD_PRIVATE"] == "1"

  struct Failure: Error {
    var command: [String]
    var status: Int32
  }

  /// Runs a command with a text on its standard input, and waits for it.
  ///
  /// Without Foundation's Process, whose waitUntilExit can miss the end of a short-lived child.
  static func run(_ command: [String], input: String = "") throws {
    let pipe = Pipe()
    for end in [pipe.fileHandleForReading, pipe.fileHandleForWriting] {
      _ = fcntl(end.fileDescriptor, F_SETFD, FD_CLOEXEC)
    }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_adddup2(&actions, pipe.fileHandleForReading.fileDescriptor, STDIN_FILENO)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let arguments = command.map { strdup($0) }
    defer { for argument in arguments { free(argument) } }
    var child: pid_t = 0
    let failure = posix_spawnp(&child, command[0], &actions, nil, arguments + [nil], environ)
    guard failure == 0 else { throw Failure(command: command, status: failure) }
    try? pipe.fileHandleForWriting.write(contentsOf: Data(input.utf8))
    try? pipe.fileHandleForWriting.close()
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    guard status == 0 else { throw Failure(command: command, status: status) }
  }

  /// Runs `body` with a pair of virtual Ethernet interfaces, NAME and NAMEp, that are up.
  static func withPair(_ name: String, _ body: () throws -> Void) throws {
    try run(["ip", "link", "add", name, "type", "veth", "peer", "name", name + "p"])
    defer { try? run(["ip", "link", "del", name]) }
    for end in [name, name + "p"] {
      try run(["sysctl", "-qw", "net.ipv6.conf.\(end).disable_ipv6=1"])
      try run(["ip", "link", "set", end, "up"])
    }
    try body()
  }

  /// Sends frames out of an interface.
  static func send(_ frames: [[UInt8]], from interface: String) throws {
    let program = """
      import socket, sys
      s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
      s.bind((sys.argv[1], 0))
      for line in sys.stdin: s.send(bytes.fromhex(line))
      """
    let lines = frames.map { $0.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() + "\n" }
    try run(["python3", "-c", program, interface], input: lines.joined())
  }
}
