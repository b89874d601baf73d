import Daemon
import Foundation
import Testing

@testable import Notify

@Suite("Golden: events in each format")
struct EventGoldenTests {
  private func check(_ name: String, _ text: String) throws {
    let url = Samples.root.appending(path: "Tests/Metrics/golden/\(name)")
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
      try text.write(to: url, atomically: true, encoding: .utf8)
      Issue.record("recorded; look at the difference, and run again without RECORD")
      return
    }
    #expect(try String(contentsOf: url, encoding: .utf8) == text)
  }

  /// What a log of that format writes.
  private func written(_ format: EventLog.Format, stampsLines: Bool = true) -> String {
    let lines = Notebook()
    let sink = EventLog(format, stampsLines: stampsLines, journal: nil) { lines.note($0) }
    for event in Samples.events + [Samples.hostileEvent] { sink.write(event) }
    return lines.all.joined()
  }

  @Test("every kind of event has a sample")
  func complete() {
    #expect(Set(Samples.events.map(\.kind)) == Set(Event.Kind.allCases))
  }

  @Test("as text")
  func text() throws { try check("events.txt", written(.text)) }

  @Test("as JSON")
  func json() throws { try check("events.jsonl", written(.json)) }

  @Test("for the journal, where it cannot be reached")
  func prefixed() throws { try check("events.prefixed", written(.journal)) }

  @Test("for the journal")
  func journal() throws {
    let entries = (Samples.events + [Samples.hostileEvent]).map { event in
      JournalHandler.fields(of: event).map { "\($0.name)=\($0.value)\n" }.joined()
    }
    try check("events.journal", entries.joined(separator: "\n"))
  }

  @Test("as a hook's variables")
  func variables() throws {
    let entries = (Samples.events + [Samples.hostileEvent]).map { event in
      HookSink.environment(CoalescingQueue.Entry(event: event, count: 2), host: "host1").map { $0 + "\n" }
        .joined()
    }
    try check("events.environment", entries.joined(separator: "\n"))
  }

  @Test("as a webhook's digest and as a mail")
  func digests() throws {
    let entries =
      Samples.events.map { CoalescingQueue.Entry(event: $0, count: 1) }
      + [CoalescingQueue.Entry(event: Samples.hostileEvent, count: 3)]
    let delivery = Delivery(entries: entries, dropped: 5)
    try check("digest.json", WebhookSink.body(delivery, host: "host1") + "\n")
    let mail = Mail(to: "root@example.org, noc@example.org", from: "dhcpward@example.org")
    try check("digest.mail", MailText(mail: mail, host: "host1", delivery: delivery, at: Samples.at).text)
  }

  @Test("a page of metrics")
  func metrics() throws {
    try check("page.prom", PrometheusText.text(of: Samples.snapshot(), version: "1.2.3"))
  }

  @Test("without stamps a line is the message alone")
  func plain() {
    #expect(
      written(.text, stampsLines: false).hasPrefix("guarding eth0: mode netdev, nftables, scope dhcp\n"))
  }
}
