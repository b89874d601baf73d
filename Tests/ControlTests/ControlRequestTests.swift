import Testing

@testable import Control

@Suite("A question to the daemon, read")
struct ControlRequestTests {
  private func failure(_ line: String) -> ControlFailure? {
    #expect(throws: ControlFailure.self, "\(line)") { try ControlRequest(line: line) }
  }

  @Test("every question is read as it is written, and written as it is read")
  func everyQuestion() throws {
    let line = """
      {"version":1,"ask":"block","interface":"eth0","mac":"02:00:00:00:00:99","macs":["02:00:00:00:00:98"],\
      "all":true,"scope":"dhcp","port":"vnet3","seconds":600,"talkers":7}
      """
    let request = try ControlRequest(line: line)
    #expect(request.ask == .block)
    #expect(request.interface == "eth0")
    #expect(request.sources == ["02:00:00:00:00:98", "02:00:00:00:00:99"])
    #expect(request.all == true)
    #expect(request.scope == "dhcp")
    #expect(request.port == "vnet3")
    #expect(request.seconds == 600)
    #expect(request.talkers == 7)
    #expect(try ControlRequest(line: request.line) == request)
    for ask in ControlRequest.Ask.allCases {
      #expect(try ControlRequest(line: "{\"version\":1,\"ask\":\"\(ask.rawValue)\"}") == ControlRequest(ask))
    }
    #expect(ControlRequest(.status).line == #"{"ask":"status","version":1}"#)
  }

  @Test("what a later version may add is passed over")
  func unknownKeys() throws {
    let request = try ControlRequest(line: #"{"version":1,"ask":"status","colour":"red","deep":{"a":[1]}}"#)
    #expect(request == ControlRequest(.status))
  }

  @Test("whatever is no question is said to be none, in words of what would be one")
  func garbage() {
    let none = "not a question; ask {\"version\":1,\"ask\":\"status\"}"
    for line in [
      "", " ", "\0\u{1}\u{fffd}", "status", "[]", "null", "{", "{}", #"{"ask":"status"}"#, #"{"version":1}"#,
    ] {
      #expect(failure(line) == ControlFailure(error: none), "\(line)")
    }
    #expect(
      failure(#"{"version":2,"ask":"status"}"#)?.error
        == "version 2 of a question; this daemon knows version 1")
    #expect(
      failure(#"{"version":1,"ask":"dance"}"#)?.error.hasPrefix(
        "unknown question; this daemon knows explain, ") == true)
    #expect(
      failure(#"{"version":1,"ask":"block","macs":7}"#)?.error
        == "something in the question to block is of the wrong type")
  }

  @Test("every shorter prefix of a question is none")
  func prefixes() {
    let line = #"{"version":1,"ask":"explain","interface":"eth0","mac":"02:00:00:00:00:99"}"#
    for length in 0..<line.count { _ = failure(String(line.prefix(length))) }
  }
}
