import TestKit
import Testing

/// Swift reads the command line from /proc, and finds an empty one where that is not mounted.
@Suite("Without /proc", .enabled(if: Tool.isPrivate))
struct NoProcTests {
  @Test(
    "a command is refused, and does not claim to have done anything",
    arguments: [["--version"], ["block", "02:00:00:00:00:99"], []])
  func refused(words: [String]) throws {
    let script = "mount -t tmpfs none /proc && exec \"$@\""
    let answer = try Tool.answer(
      ["unshare", "--mount", "sh", "-c", script, "sh", BuiltProgram.dhcpward] + words)
    #expect(answer.status == 69 && answer.output == "")
    #expect(answer.errors.contains("the command line cannot be read without /proc"))
  }
}
