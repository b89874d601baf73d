import System
import Testing
import Wire

@testable import Control

@Suite("What commands make of an answer")
struct DaemonClientTests {
  private func read(_ line: String) throws -> ControlReceipt {
    let name = try #require(InterfaceName("eth0"))
    return try DaemonClient.read(line, as: ControlReceipt.self, of: name, to: .unblock)
  }

  @Test("a receipt is read")
  func receipt() throws {
    let receipt = try read(#"{"done":"unblock","macs":["02:00:00:00:00:99"],"later":1}"#)
    #expect(receipt == ControlReceipt(done: .unblock, macs: ["02:00:00:00:00:99"]))
  }

  @Test("a refusal is told in the daemon's words, with its exit status")
  func refusal() {
    let error = #expect(throws: ControlError.self) { try read(#"{"error":"it floods","status":65}"#) }
    #expect(error?.description == "it floods")
    #expect(error?.status == .badData)
    let bare = #expect(throws: ControlError.self) { try read(#"{"error":"unblock whom?"}"#) }
    #expect(bare?.description == "unblock: ask the daemon of eth0: unblock whom?")
    #expect(bare?.status == .unavailable)
    let unknown = #expect(throws: ControlError.self) { try read(#"{"error":"odd","status":99}"#) }
    #expect(unknown?.status == .unavailable)
  }

  @Test("what is no answer is said to be none")
  func garbage() {
    for line in ["", "null", "[]", "{", "{}", #"{"done":"dance"}"#] {
      let error = #expect(throws: ControlError.self) { try read(line) }
      #expect(
        error?.description
          == "unblock: the daemon of eth0 gave an answer that is none; is it of another version?")
    }
  }
}
