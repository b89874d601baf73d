import Foundation
import System
import TestKit
import Testing
import Wire

@Suite("An administrator's program")
struct ExternalProgramTests {
  private func run(
    _ script: String, input: String = "", environment: [String] = [], limit: Duration = .seconds(20)
  ) -> ExternalProgram.Outcome {
    ExternalProgram.run(["sh", "-c", script], input: input, environment: environment, limit: limit)
  }

  @Test("reads its input as often as it likes, by /dev/stdin too, or not at all")
  func input() {
    let long = String(repeating: "x", count: 1_000_000)
    #expect(run("[ $(wc -c </dev/stdin) = 1000000 ] && [ $(wc -c) = 1000000 ]", input: long) == .done)
    #expect(run("true", input: long) == .done)
  }

  @Test("has the variables given, a plain PATH and nothing else of ours")
  func environment() {
    let wanted = "A=1 x\nLC_ALL=C\nPATH=/usr/sbin:/sbin:/usr/bin:/bin\n"
    #expect(
      run("[ \"$(env | grep -v ^PWD= | grep -v ^_= | sort)\n\" = \"$W\" ]", environment: ["A=1 x"]) != .done)
    #expect(
      run(
        "env | grep -vE '^(PWD|_|SHLVL|OLDPWD)=' | sort | cmp - /dev/fd/0", input: wanted,
        environment: ["A=1 x"])
        == .done)
  }

  @Test("has no descriptor of ours and hears every signal")
  func inherits() {
    let leak = open("/dev/null", O_RDONLY)
    defer { close(leak) }
    let count = "import os, sys; sys.exit(len(os.listdir('/proc/self/fd')))"
    // Its three, and the one by which it lists them.
    #expect(
      ExternalProgram.run(["python3", "-c", count], input: "", limit: .seconds(20))
        == .exited(4, lastLine: ""))
    // Beside two that the C library keeps to itself.
    let masks =
      "$(($(sed -n 's/^SigBlk:./0x/p;s/^SigIgn:./+0x/p' /proc/self/status | tr -d '\\n') & 0x7fffffff))"
    #expect(run("echo \(masks); exit 1") == .exited(1, lastLine: "0"))
  }

  @Test("has no capability, whoever runs it")
  func renounced() {
    let sets = "sed -n 's/^Cap\\(Inh\\|Prm\\|Eff\\|Amb\\):.//p' /proc/self/status | sort -u; exit 1"
    #expect(run(sets) == .exited(1, lastLine: "0000000000000000"))
  }

  @Test("has its last words repeated when it fails")
  func fails() {
    #expect(run("echo one; echo 'two\u{1b}[31m'; echo; exit 3") == .exited(3, lastLine: "two\u{fffd}[31m"))
    #expect(run("echo gone >&2; kill -9 $$") == .killed(signal: 9, lastLine: "gone"))
    guard case .notStarted = ExternalProgram.run(["/nowhere/at-all"], input: "", limit: .seconds(1)) else {
      Issue.record("started")
      return
    }
    guard
      case .notStarted(let words) = ExternalProgram.run(["no-such-program"], input: "", limit: .seconds(1))
    else {
      Issue.record("started")
      return
    }
    #expect(words.hasPrefix("not found in /usr/sbin"))
  }

  @Test("is ended when its time is over, with all that it started, politely and then for good")
  func late() throws {
    let folder = try Samples.scratch()
    defer { try? FileManager.default.removeItem(at: folder) }
    let pids = folder.appending(path: "pids").path
    let start = SystemClock.boot
    #expect(
      run(
        "trap '' TERM; (trap '' TERM; echo $$ >\(pids); sleep 60) & sleep 60; sleep 60",
        limit: .milliseconds(300))
        == .late(lastLine: ""))
    let taken = SystemClock.boot - start
    #expect(taken > .seconds(2) && taken < .seconds(8))
    let group = try String(contentsOfFile: pids, encoding: .utf8)
      .trimmingCharacters(in: .whitespacesAndNewlines)
    // Nobody may be there to bury them.
    func living() throws -> Bool {
      try Tool.run(["ps", "-A", "-o", "pgid=,stat="]).split(separator: "\n").map { $0.split(separator: " ") }
        .contains { $0.first.map(String.init) == group && $0.last?.first != "Z" }
    }
    let deadline = SystemClock.boot + .seconds(10)
    while try living(), SystemClock.boot < deadline { usleep(10_000) }
    #expect(try !living())
    #expect(
      run("trap 'echo bye; exit 0' TERM; while :; do sleep 0.05; done", limit: .milliseconds(200))
        == .late(lastLine: "bye"))
  }

  @Test("cannot outlast its time by talking without end")
  func talks() {
    #expect(run("yes words", limit: .milliseconds(500)) == .late(lastLine: "words"))
  }

  @Test("is not waited for by what it leaves behind")
  func background() {
    let start = SystemClock.boot
    #expect(run("sleep 5 & exit 0") == .done)
    #expect(SystemClock.boot - start < .seconds(4))
  }

  @Test("is ended early when it is called off")
  func calledOff() {
    let start = SystemClock.boot
    let outcome = ExternalProgram.run(["sleep", "60"], input: "", limit: .seconds(60)) {
      SystemClock.boot - start > .seconds(0.2)
    }
    #expect(outcome == .calledOff)
    #expect(SystemClock.boot - start < .seconds(5))
  }
}
