import Daemon
import Foundation
import Ledger
import Testing
import Wire

@testable import Notify
@testable import System

@Suite("Text that strangers chose")
struct HostileTextTests {
  private let event = Samples.hostileEvent

  @Test("is one line in every log, without control characters")
  func logs() {
    let lines = Notebook()
    for format in [EventLog.Format.text, .json, .journal] {
      EventLog(format, stampsLines: true, journal: nil) { lines.note($0) }.write(event)
    }
    #expect(lines.all.count == 3)
    for line in lines.all {
      #expect(line.filter(\.isNewline) == "\n")
      #expect(line.unicodeScalars.dropLast().allSatisfy { $0.properties.generalCategory != .control })
    }
  }

  @Test("comes back from JSON as it went in, less what cannot be shown")
  func json() throws {
    let line = EventRecord(event).json(host: "h\"\n", count: 2)
    let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    #expect(object["vendor"] as? String == String(foreign: Samples.hostile.utf8))
    #expect(object["host"] as? String == "h\"\n")
    #expect(object["length_s"] as? Int == 300)
    #expect(object["delay_ms"] as? Double == 4.23)
    #expect(object["count"] as? Int == 2)
    #expect(object["alarm"] is NSNull)
  }

  @Test("every code point is escaped so that JSON reads it back")
  func codePoints() throws {
    var text = ""
    for value in UInt32(0)..<0x3000 {
      if let scalar = Unicode.Scalar(value) { text.unicodeScalars.append(scalar) }
    }
    let json = "[\(JSONText.string(text))]"
    #expect(!json.contains { $0.isNewline })
    #expect(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String] == [text])
  }

  @Test("adds no field to the journal's entry")
  func journal() {
    let bytes = JournalSocket.datagram([("MESSAGE", "a\nPRIORITY=0"), ("X", "b")])
    #expect(
      bytes == Array("MESSAGE\n".utf8) + [12, 0, 0, 0, 0, 0, 0, 0] + Array("a\nPRIORITY=0\nX=b\n".utf8))
    let fields = JournalHandler.fields(of: event)
    #expect(fields.allSatisfy { !$0.value.contains { $0.isNewline } })
    #expect(fields.allSatisfy { $0.name.utf8.allSatisfy { (65...90).contains($0) || $0 == 95 } })
  }

  @Test("adds no header to a mail")
  func mail() {
    let mail = Mail(to: "root\nBcc: a@b", from: Samples.hostile)
    let delivery = Delivery(entries: [CoalescingQueue.Entry(event: event, count: 1)], dropped: 0)
    let text = MailText(mail: mail, host: Samples.hostile, delivery: delivery, at: Samples.at).text
    let header = text.prefix(upTo: text.firstRange(of: "\n\n")?.lowerBound ?? text.endIndex)
    let names = header.split(separator: "\n").map { $0.prefix { $0 != ":" } }
    #expect(
      names == [
        "To", "From", "Subject", "Date", "Auto-Submitted", "MIME-Version", "Content-Type",
        "Content-Transfer-Encoding",
      ])
    #expect(header.utf8.allSatisfy { (0x20...0x7e).contains($0) || $0 == 0x0a })
  }

  @Test("adds no option for curl")
  func curl() {
    let config = CurlConfig(
      webhook: Webhook(name: "x", url: "http://h/\"\nupload-file = \"/etc/shadow"), body: "{}")
    #expect(config.text.contains("\nurl = \"http://h/\\\"\\nupload-file = \\\"/etc/shadow\"\n"))
    #expect(!config.text.contains("\nupload-file"))
  }

  @Test("is no part of what a chat program is shown")
  func summary() {
    let body = WebhookSink.body(Delivery(entries: [.init(event: event, count: 4)], dropped: 0), host: "h")
    #expect(body.contains(#""text":"dhcpward h: 1 blocked\nblock 02:00:00:00:00:99 on eth0 (4 times)""#))
  }

  @Test("a label of a metric is escaped")
  func label() { #expect(MetricFamily.escaped("a\"b\\c\nd") == "a\\\"b\\\\c\\nd") }
}
