import Control
import Foundation
import System
import TestKit
import Testing
import Wire

@Suite("top, with a daemon that says what it is told to", .serialized, .enabled(if: Namespace.isPrivate))
struct TopTests {
  /// Runs its words in a terminal of 80 by 24, types, or sends a signal, and says what came of it: the exit status, and
  /// whether the terminal is as before; then what was written.
  private static let terminal = """
    import fcntl, os, pty, select, signal, struct, sys, termios, time
    end, words = sys.argv[1], sys.argv[2:]
    child, screen = pty.fork()
    if child == 0:
        os.read(0, 1)
        os.execvp(words[0], words)
    fcntl.ioctl(screen, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    before, shown, sent = termios.tcgetattr(screen), b"", False
    os.write(screen, b"\\n")
    deadline = time.time() + 20
    while time.time() < deadline:
        if select.select([screen], [], [], 0.1)[0]:
            try: piece = os.read(screen, 65536)
            except OSError: break
            shown += piece
        if not sent and b"blocked" in shown:
            sent = True
            os.write(2, b"drawn\\n")
            if end.startswith("SIG"): os.kill(child, getattr(signal, end))
            elif end: os.write(screen, end.encode())
    else: os.kill(child, 9)
    after = termios.tcgetattr(screen)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), "as before" if after == before else "changed")
    sys.stdout.flush()
    os.write(1, shown)
    """

  private let interface: InterfaceName

  init() throws { interface = try #require(InterfaceName("port0")) }

  private static func picture(_ number: Int) -> String {
    let moment = Timestamp(seconds: 1_800_000_000) + .seconds(number)
    return
      #"{"schema":"dhcpward.top/1","at":"\#(moment)","since":"2027-01-01T00:00:00Z","durable":true,"posts":["#
      + #"{"interface":"port0","mode":"bridge","dialect":"nftables","scope":"dhcp","bridge":"br0","dryRun":false,"#
      + #""frames":9,"framesDropped":0,"messages":{"v4":{"discover":20},"v6":{}},"events":{"block":1},"alarms":{},"#
      + #""sources":1,"capacity":100,"blocks":{"watch":1,"hand":0},"talkers":[{"mac":"\#(CommandHost.flooder)","#
      + #""messages":20,"dropped":\#(number * 1000),"kinds":{"v4":{"discover":20},"v6":{}},"last":"\#(moment)","#
      + #""verdict":"blocked","until":"2027-02-01T00:00:00Z","strikes":1,"reason":"\u001b[2J20 messages in 5 s"}]}]}"#
  }

  /// Answers until the body is done, or until somebody says `end`.
  private func serving<Result>(_ body: (_ end: @escaping @Sendable () -> Void) throws -> Result) throws
    -> Result
  {
    let box = Served(try ControlServer([interface]))
    let done = DispatchSemaphore(value: 0)
    Thread {
      var number = 0
      while let descriptors = box.socket?.descriptors {
        _ = try? Poll.wait(for: descriptors, timeout: .milliseconds(20))
        if box.isOver { box.socket = nil }
        box.socket?.serve(now: SystemClock.boot) {
          "\($0)"
        } _: { question in
          box.note(question)
          number += 1
          return question.contains("unblock")
            ? #"{"done":"unblock","macs":["\#(CommandHost.flooder)"]}"# : Self.picture(number)
        }
      }
      done.signal()
    }.start()
    defer {
      box.end()
      done.wait()
    }
    return try body { box.end() }
  }

  private func inTerminal(_ end: String, _ words: String = "top") throws -> (answer: String, shown: String) {
    let command =
      ["python3", "-c", Self.terminal, end, Program.dhcpward] + words.split(separator: " ").map(String.init)
    let output = try Tool.answer(command).output
    let first = output.prefix { $0 != "\n" }
    return (String(first), String(output.dropFirst(first.count)))
  }

  @Test("without a terminal it prints a plain table, as often as it is told")
  func plain() throws {
    try serving { (_) throws in
      let text = try Program.succeed("top --interval 100ms")
      #expect(text.contains("\(CommandHost.flooder)  randomised") && text.contains("blocked"), "\(text)")
      #expect(!text.contains("\u{1b}"))
      #expect(text.split(separator: "\n").count == 4)
      let twice = try Program.succeed("top --interval 100ms --count 2")
      #expect(twice.split(separator: "\n").count == 8)
    }
  }

  @Test("as JSON it prints a line for each picture")
  func json() throws {
    try serving { (_) throws in
      let lines = try Program.succeed("top --json --count 3 --interval 100ms").split(separator: "\n")
      #expect(lines.count == 3)
      for line in lines {
        let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        #expect(object?["schema"] as? String == "dhcpward.top/1")
      }
    }
  }

  @Test(
    "whichever way it ends, the terminal is as it was",
    arguments: [("q", 0), ("\u{3}", 130), ("SIGTERM", 143), ("SIGHUP", 129)])
  func restored(end: String, status: Int) throws {
    try serving { (_) throws in
      let (answer, shown) = try inTerminal(end)
      #expect(answer == "\(status) as before")
      #expect(
        shown.contains("\u{1b}[?1049h") && shown.hasSuffix("\u{1b}[?25h\u{1b}[?1049l"),
        "\(shown.debugDescription)")
      #expect(shown.contains("\(CommandHost.flooder)"))
      // What it was told by the daemon is no order to the terminal.
      #expect(shown.ranges(of: "\u{1b}[2J").count == 2)
    }
  }

  @Test("when the daemon ends it says so, and the terminal is as it was")
  func daemonGone() throws {
    let (answer, shown) = try serving { (end) throws in
      DispatchQueue.global().asyncAfter(deadline: .now() + 1.5, execute: end)
      return try inTerminal("")
    }
    #expect(answer == "69 as before")
    #expect(shown.contains("\u{1b}[?1049ldhcpward: top: the daemon has ended"), "\(shown.debugDescription)")
    #expect(try Program.run("top").status == 69)
  }

  @Test("a real daemon's flooder is at the top, and three keys let it pass")
  func unblocked() throws {
    let host = try CommandHost()
    // What other tests' daemons left in a state file is not this one's.
    let state = FileManager.default.temporaryDirectory.appending(path: "dhcpward-top-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: state, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: state) }
    let daemon = try Daemon(wrapper: ["env", "STATE_DIRECTORY=\(state.path)"]).guarding()
    try host.flood("-r 500 -n 40")
    #expect(try daemon.says("blocked \(CommandHost.flooder)"))
    let table = try Program.succeed("top --interval 200ms")
    #expect(table.contains("20 messages in 5 s") && table.contains(", nftables, dhcp, heard "), "\(table)")
    #expect(try Program.succeed("status").contains("; blocked 1 so far; "))
    let (answer, _) = try inTerminal("\u{1b}[Buyq")
    #expect(answer == "0 as before")
    #expect(try StatusJSON.read().blocks.isEmpty)
    #expect(daemon.stop() == 0)
    #expect(try Program.run("top").status == 69)
  }

  @Test("TERM=dumb and NO_COLOR are obeyed")
  func modest() throws {
    try serving { (_) throws in
      let dumb = try Tool.answer([
        "env", "TERM=dumb", "python3", "-c", Self.terminal, "", Program.dhcpward, "top", "--interval",
        "100ms",
      ]).output
      #expect(!dumb.contains("\u{1b}") && dumb.contains("\(CommandHost.flooder)"))
      let plain = try Tool.answer([
        "env", "NO_COLOR=1", "python3", "-c", Self.terminal, "q", Program.dhcpward, "top",
      ]).output
      #expect(plain.contains("\u{1b}[?1049h") && !plain.contains(#/\u{1b}\[[0-9;]*3[0-9]m/#))
    }
  }

  @Test("command lines that mean nothing are refused, and so is a host without a daemon")
  func refused() throws {
    for words in [
      "top --interval 0s", "top --interval 2h", "top --count -1", "top --talkers 0", "top --talkers 201",
      "top --talkers x",
    ] {
      #expect(try Program.run(words).status == 64, "\(words)")
    }
    #expect(
      try Program.run("top").complaint == "dhcpward: top: no dhcpward watches here; start `dhcpward watch`\n")
  }
}

private final class Served: @unchecked Sendable {
  private let lock = NSLock()
  private var over = false
  private var questions: [String] = []
  var socket: ControlServer?

  init(_ socket: ControlServer) { self.socket = socket }

  var isOver: Bool { lock.withLock { over } }
  func end() { lock.withLock { over = true } }
  func note(_ question: String) { lock.withLock { questions.append(question) } }
}
