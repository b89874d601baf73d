import Foundation
import Ledger
import TestKit
import Testing
import Wire

@Suite("dhcpward history") struct HistoryCommandTests {
  private func ask(_ words: [String], state: String?) throws -> Tool.Answer {
    try Tool.answer([BuiltProgram.dhcpward, "history"] + words + (state.map { ["--state", $0] } ?? []))
  }

  private func filled(_ scratch: Scratch) {
    let ledger = Ledger(path: scratch.path, now: start)
    for number in 0..<5 {
      ledger.record(
        EventRecord(
          at: start + .milliseconds(1000 * number + 5), kind: number == 2 ? "alarm" : "block", level: 2,
          interface: number == 2 ? nil : eth0, mac: mac(number % 2), message: "line \(number)\u{1b}[2J",
          reason: "20 messages in 5 s", length: .seconds(600), strikes: 1))
    }
  }

  @Test("it prints a line for each event, oldest first, harmless to a terminal") func text() throws {
    let scratch = try Scratch()
    filled(scratch)
    let answer = try ask(["--limit", "3"], state: scratch.path)
    #expect(answer.status == 0)
    #expect(
      answer.output == """
        2026-11-23T11:06:13Z  -         alarm     line 2\u{fffd}[2J
        2026-11-23T11:06:14Z  eth0      block     line 3\u{fffd}[2J
        2026-11-23T11:06:15Z  eth0      block     line 4\u{fffd}[2J

        """)
    #expect(answer.errors.isEmpty)
    #expect(scratch.names == ["state.db"])
  }

  @Test("it picks a source and a time") func picks() throws {
    let scratch = try Scratch()
    filled(scratch)
    let lines = { (words: [String]) in
      try self.ask(words, state: scratch.path).output.split(separator: "\n").count
    }
    #expect(try lines([]) == 5)
    #expect(try lines(["--mac", "02:00:00:00:00:01"]) == 2)
    #expect(try lines(["--since", "2026-11-23T11:06:14Z"]) == 2)
    #expect(try lines(["--since", "2026-11-23"]) == 5)
    #expect(try lines(["--since", "2026-11-24"]) == 0)
    #expect(try lines(["--since", "36500d"]) == 5)
  }

  @Test("JSON has every key, null where nothing is known") func json() throws {
    let scratch = try Scratch()
    filled(scratch)
    let answer = try ask(["--json", "--limit", "3", "--mac", "02:00:00:00:00:00"], state: scratch.path)
    let read = try JSONSerialization.jsonObject(with: Data(answer.output.utf8)) as? [String: Any]
    let report = try #require(read)
    #expect(report["schema"] as? String == "dhcpward.history/1")
    #expect(report["state"] as? String == scratch.path)
    let entries = try #require(report["entries"] as? [[String: Any]])
    #expect(entries.count == 3)
    #expect(
      entries.first?.keys.sorted() == [
        "alarm", "at", "delay_ms", "event", "guest", "interface", "length_s", "level", "mac", "message",
        "origin",
        "port", "reason", "scope", "strikes", "vendor",
      ])
    #expect(entries[1]["interface"] is NSNull)
    #expect(entries[1]["event"] as? String == "alarm")
    #expect(entries[1]["level"] as? String == "warning")
    #expect(entries[1]["length_s"] as? Double == 600)
  }

  @Test("without a file it says so, 74; nonsense is 64") func refusals() throws {
    let scratch = try Scratch()
    let missing = try ask([], state: scratch.path)
    #expect(missing.status == 74)
    #expect(
      missing.errors
        == "dhcpward: open \(scratch.path): No such file or directory; is it the daemon's state file? name it "
        + "by --state\n")
    #expect(missing.output.isEmpty)
    try scratch.put("not a database, by any means".utf8)
    #expect(try ask([], state: scratch.path).status == 74)
    for words in [
      ["--since", "yesterday"], ["--mac", "x"], ["--limit", "0"], ["--limit", "many"], ["all"],
    ] {
      let answer = try ask(words, state: scratch.path)
      #expect(answer.status == 64, "\(words)")
      #expect(answer.errors.split(separator: "\n").count == 1, "\(words)")
    }
    #expect(scratch.names == ["state.db"])
  }

  @Test("help has examples") func help() throws {
    let answer = try ask(["--help"], state: nil)
    #expect(answer.status == 0)
    #expect(answer.output.contains("EXAMPLES"))
  }
}
