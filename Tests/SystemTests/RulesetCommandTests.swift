import Testing

@testable import System

@Suite struct RulesetCommandTests {
  @Test("a program gets its standard input whole and its output is read whole")
  func conversation() throws {
    let input = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    #expect(try SystemTool.run(["cat"], input: input) == input)
  }

  @Test("a program that does not read its input does not end us")
  func unread() throws {
    try SystemTool.run(["true"], input: [UInt8](repeating: 0, count: 1_000_000))
  }

  @Test("a program sees no environment of ours")
  func environment() throws {
    let text = String(decoding: try SystemTool.run(["env"]), as: UTF8.self)
    #expect(text.split(separator: "\n").sorted() == ["LC_ALL=C", "PATH=/usr/sbin:/sbin:/usr/bin:/bin"])
  }

  @Test("a failure is told with the command, its status and its own words")
  func failure() throws {
    let error = #expect(throws: ToolError.self) { try SystemTool.run(["ls", "/no/such/place"]) }
    #expect(error?.status == .exited(2))
    #expect(error?.stderr.contains("No such file or directory") == true)
    #expect(error?.description.hasPrefix("run ls /no/such/place: ") == true)
  }

  @Test("a missing tool says what to install", arguments: ["no-such-tool-here", "/bin/ls", ""])
  func missing(name: String) {
    let error = #expect(throws: ToolError.self) { try SystemTool.run([name]) }
    #expect(error?.status == .missing)
    #expect(error?.description.contains("install") == true)
  }

  @Test("a program that does not end in time is killed")
  func late() {
    let begin = ContinuousClock.now
    let error = #expect(throws: ToolError.self) {
      try SystemTool.run(["sleep", "60"], limit: .milliseconds(50))
    }
    #expect(error?.status == .late(.milliseconds(50)))
    #expect(ContinuousClock.now - begin < .seconds(20))
  }

  @Test("a program is told from one that a signal ended")
  func signal() {
    let error = #expect(throws: ToolError.self) {
      try SystemTool.run(["timeout", "-s", "KILL", "0.01", "sleep", "9"])
    }
    #expect(error?.status == .killed(signal: 9) || error?.status == .exited(137))
  }

  @Test("what a tool says is told on one line without control characters")
  func hostile() {
    let error = ToolError(command: ["ebtables", "-L"], status: .exited(1), stderr: "one\n\u{1b}[31mtwo\n")
    #expect(error.description == "run ebtables -L: one; [31mtwo")
  }
}
