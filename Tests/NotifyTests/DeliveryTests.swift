import Daemon
import Foundation
import System
import TestKit
import Testing
import Wire

@testable import Notify

@Suite("Webhooks by curl, mail by sendmail", .serialized)
struct DeliveryTests {
  private let complaints = Notebook()
  private let calm = Cancellation(isCalledOff: { false }, rest: { _ in true })

  /// A server that answers each POST with the next of `answers` and writes down what it got.
  private func serving(_ answers: [Int], _ body: (_ port: Int, _ log: URL) throws -> Void) throws {
    let folder = try Samples.scratch()
    let log = folder.appending(path: "log")
    let server = Pipe()
    let process = try Tool.start(
      [
        "python3", "-c",
        """
        import http.server, sys
        answers = [\(answers.map(String.init).joined(separator: ","))]
        class Handler(http.server.BaseHTTPRequestHandler):
          def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            with open("\(log.path)", "ab") as file:
              file.write(f"{self.path} {self.headers['Content-Type']} ".encode() + body + b"\\n")
            self.send_response(answers.pop(0) if answers else 204)
            self.end_headers()
          def log_message(self, *words): pass
        server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        print(server.server_port, flush=True)
        server.serve_forever()
        """,
      ], output: server)
    defer {
      process.send(SIGKILL)
      process.waitUntilExit()
      try? FileManager.default.removeItem(at: folder)
    }
    let line = String(decoding: server.fileHandleForReading.availableData, as: UTF8.self)
    try body(try #require(Int(line.trimmingCharacters(in: .newlines))), log)
  }

  private func sink(_ port: Int, timeout: Duration = .seconds(10)) -> WebhookSink {
    let webhook = Webhook(
      name: "chat", url: "http://127.0.0.1:\(port)/hook/s3cr3t?a=b&c=[1]", timeout: timeout)
    return WebhookSink(webhook: webhook, host: "host1", rests: [.zero, .zero, .zero])
  }

  @Test("a digest arrives as it was made, hostile text and hundreds of kilobytes of it")
  func arrives() throws {
    try serving([]) { (port, log) throws in
      let long = Samples.hostile + String(repeating: "\\\"é", count: 300)
      let events = (0..<SinkWorker.most).map { number in
        CoalescingQueue.Entry(
          event: Samples.block(Samples.number(number).what.mac, long), count: number)
      }
      let delivery = Delivery(entries: events, dropped: 3)
      #expect(sink(port).deliver(delivery, calm) == nil)
      let bodies = WebhookSink.parts(of: delivery, host: "host1")
      print("\(bodies.count) bodies of \(bodies.map(\.utf8.count)) octets")
      let lines = try String(contentsOf: log, encoding: .utf8)
      #expect(lines == bodies.map { "/hook/s3cr3t?a=b&c=[1] application/json \($0)\n" }.joined())
    }
  }

  @Test("a server that fails is asked again, three times, and its URL is told nobody")
  func again() throws {
    let delivery = Delivery(entries: [.init(event: Samples.block(), count: 1)], dropped: 0)
    try serving([500, 503]) { (port, log) throws in
      #expect(sink(port).deliver(delivery, calm) == nil)
      #expect(try String(contentsOf: log, encoding: .utf8).split(separator: "\n").count == 3)
    }
    try serving([404, 500, 404, 500, 500]) { (port, log) throws in
      let words = try #require(sink(port).deliver(delivery, calm))
      #expect(words.hasPrefix("post to webhook chat: exit status 22: curl: (22)"))
      #expect(!words.contains("s3cr3t"))
      #expect(try String(contentsOf: log, encoding: .utf8).split(separator: "\n").count == 4)
    }
    var refused = sink(1)
    refused.rests = []
    #expect(refused.deliver(delivery, calm)?.contains("curl: (7)") == true)
  }

  @Test("a server that says nothing costs no more than the time allowed")
  func silent() throws {
    let server = try LoopbackServer("127.0.0.1:0")
    var sink = sink(Int(server.port), timeout: .seconds(1))
    sink.rests = []
    let start = SystemClock.boot
    let delivery = Delivery(entries: [.init(event: Samples.block(), count: 1)], dropped: 0)
    #expect(sink.deliver(delivery, calm)?.contains("curl: (28)") == true)
    #expect(SystemClock.boot - start < .seconds(4))
  }

  @Test("a mail is handed to sendmail, whole")
  func mail() throws {
    let folder = try Samples.scratch()
    defer { try? FileManager.default.removeItem(at: folder) }
    let sendmail = try Samples.script(
      "#!/bin/sh\n[ \"$*\" = '-t -oi' ] && cat >>'\(folder.path)/mail'\n", in: folder, "sendmail")
    let mail = Mail(to: "root", every: .seconds(3600), sendmail: sendmail)
    let notifier = Notifier(hooks: [], webhooks: [], mail: mail) { [complaints] in complaints.note($0) }
    for number in 0..<1000 { notifier.tell(Samples.number(number % 4)) }
    for event in Samples.events { notifier.tell(event) }
    notifier.stop(patience: .seconds(10))
    let text = try String(contentsOf: folder.appending(path: "mail"), encoding: .utf8)
    // The first at once, all others at the end.
    #expect(text.components(separatedBy: "\nSubject: dhcpward ").count == 3)
    #expect(text.contains(": 5 blocked, 1 alarm, 1 failure\n"))
    let alarm = " eth0: alarm starvation 02:00:00:00:00:99: 12 clients in 60 s"
    #expect(text.contains("\(alarm); if it is a relay or a router, name it by --relay\n"))
    #expect(complaints.all.isEmpty)
  }

  @Test("without sendmail it is said what to install, once")
  func noSendmail() {
    let mail = Mail(to: "root", every: .zero, sendmail: "/nowhere/sendmail")
    let notifier = Notifier(hooks: [], webhooks: [], mail: mail) { [complaints] in complaints.note($0) }
    notifier.tell(Samples.number(1))
    #expect(complaints.has(1))
    notifier.tell(Samples.number(2))
    notifier.stop(patience: .seconds(5))
    #expect(complaints.all.count == 1)
    #expect(complaints.all.first?.contains("; install a mail transfer agent") == true)
  }
}
