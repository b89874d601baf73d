import Foundation
import System
import TestKit
import Testing
import Wire

@testable import Notify

@Suite("The metrics' endpoint", .serialized)
struct EndpointTests {
  /// Serves in a thread of its own until the body is done.
  private func serving(
    _ page: String = "a 1\n", _ body: (_ port: UInt16) throws -> Void
  ) throws {
    let endpoint = Kept(try MetricsEndpoint("127.0.0.1:0"))
    let state = LockedValue((isOver: false, isDone: false))
    try Worker.start("endpoint") {
      while !state.look(\.isOver) {
        _ = try? Poll.wait(for: endpoint.value.descriptors, timeout: .milliseconds(20))
        endpoint.value.serve(now: SystemClock.boot) { page }
      }
      state.change { $0.isDone = true }
    }
    defer {
      state.change { $0.isOver = true }
      state.wait { $0.isDone ? .found(()) : .again(after: nil) }
    }
    try body(endpoint.value.port)
  }

  private func curl(_ port: UInt16, _ path: String = "/metrics", _ more: String...) throws -> Tool.Answer {
    try Tool.answer(
      ["curl", "-q", "-sS", "-m", "20", "-w", "%{http_code} %{content_type}"] + more
        + ["http://127.0.0.1:\(port)\(path)"])
  }

  /// Sends octets by a plain socket and gives what comes back until the end.
  private func raw(_ port: UInt16, _ python: String) throws -> Tool.Answer {
    try Tool.answer([
      "python3", "-c",
      """
      import socket, time, sys
      def connect():
        s = socket.create_connection(("127.0.0.1", \(port))); s.settimeout(10); return s
      def rest(s):
        got = bytearray()
        while (part := s.recv(65536)): got += part
        return got
      \(python)
      """,
    ])
  }

  @Test("gives the page to GET /metrics, and to nothing else")
  func pages() throws {
    try serving { (port) throws in
      #expect(try curl(port).output == "a 1\n200 text/plain; version=0.0.4; charset=utf-8")
      #expect(try curl(port, "/metrics?name=x").output.hasPrefix("a 1\n200"))
      #expect(try curl(port, "/").output.contains("404"))
      #expect(try curl(port, "/metrics/../x", "--path-as-is").output.contains("404"))
      #expect(try curl(port, "/metrics", "-d", "x=1").output.contains("405"))
      #expect(try curl(port, "/metrics", "--http2").output.hasPrefix("a 1\n200"))
      #expect(
        try curl(port, "/metrics", "-H", "X: \(String(repeating: "x", count: 5000))").output.contains("400"))
    }
  }

  @Test("garbage gets an answer or an end, and others get theirs")
  func garbage() throws {
    try serving { (port) throws in
      for bytes in [
        #"b"\0\1\2\3""#, #"b"GET\r\n\r\n""#, #"b"GET /metrics\r\n\r\n""#,
        #"b"get /metrics HTTP/1.1\r\n\r\n""#,
        #"b"\x16\x03\x01\x02\x00\x01\x00""#, #"b"x" * 1000000"#, #"b"GET /" + b"x" * 1000000"#,
        #"b"\r\n\r\n""#,
      ] {
        let peer = try raw(
          port,
          """
          s = connect()
          try: s.sendall(\(bytes))
          except OSError: pass
          try: sys.stdout.write(rest(s).decode()[:12])
          except OSError: sys.stdout.write("reset")
          """)
        #expect(peer.status == 0, "\(bytes): \(peer.errors)")
        #expect(["HTTP/1.1 400", "reset"].contains(peer.output), "\(bytes): \(peer.output)")
      }
      #expect(try curl(port).output.hasPrefix("a 1\n200"))
    }
  }

  @Test("a hundred clients at once are all answered, though some others say nothing or half of it")
  func hundred() throws {
    try serving { (port) throws in
      let peer = try raw(
        port,
        """
        import threading
        idle = [connect() for _ in range(10)]
        for s in idle[5:]: s.sendall(b"GET /metr")
        answers = []
        def ask():
          s = connect(); s.sendall(b"GET /metrics HTTP/1.1\\r\\n"); time.sleep(0.05); s.sendall(b"Host: x\\r\\n\\r\\n")
          answers.append(rest(s))
        threads = [threading.Thread(target=ask) for _ in range(100)]
        for t in threads: t.start()
        for t in threads: t.join()
        print(sum(a.endswith(b"\\r\\n\\r\\na 1\\n") for a in answers))
        start = time.time()
        print([s.recv(10) for s in idle].count(b""), time.time() - start < 8)
        """)
      #expect(peer.output == "100\n10 True\n", "\(peer.errors)")
    }
  }

  @Test("a large page comes whole to a slow reader; who does not read is dropped")
  func slow() throws {
    let page = String(repeating: "dhcpward_x 12345678\n", count: 1_000_000)
    try serving(page) { (port) throws in
      let peer = try raw(
        port,
        """
        deaf = connect(); deaf.sendall(b"GET /metrics HTTP/1.1\\r\\n\\r\\n")
        s = connect(); s.sendall(b"GET /metrics HTTP/1.1\\r\\n\\r\\n"); time.sleep(1)
        print(len(rest(s).split(b"\\r\\n\\r\\n", 1)[1]))
        time.sleep(6)
        try: print(len(rest(deaf)) < \(page.utf8.count))
        except OSError: print(True)
        """)
      #expect(peer.output == "\(page.utf8.count)\nTrue\n", "\(peer.errors)")
    }
  }

  @Test("listens where nobody else can come, or says why not")
  func addresses() throws {
    for text in [
      "0.0.0.0:9742", "192.0.2.1:9742", "[::]:9742", "[fe80::1]:9742", "::1:9742", "127.0.0.1", "127.0.0.1:x",
      "",
      "127.0.0.1:65536", "[127.0.0.1]:9742", "example.org:9742", "[::ffff:127.0.0.1]:1",
    ] {
      let error = #expect(throws: SystemError.self) { try MetricsEndpoint(text) }
      #expect(error?.description.contains("such as 127.0.0.1:9742") == true)
    }
    #expect(LoopbackAddress("localhost:1")?.description == "127.0.0.1:1")
    #expect(LoopbackAddress("[::1]:9742")?.description == "[::1]:9742")
    let first = try MetricsEndpoint("127.0.0.1:0")
    let error = #expect(throws: SystemError.self) { try MetricsEndpoint("127.0.0.1:\(first.port)") }
    #expect(
      error?.description.hasSuffix("Address already in use; choose another port, or end what listens there")
        == true)
  }

  @Test("every part of a request is not yet one, and never a wrong one")
  func prefixes() {
    let request = Array("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n".utf8)
    for count in 0..<request.count - 1 {
      #expect(HTTPRequest(Array(request.prefix(count))) == nil, "\(count)")
    }
    #expect(HTTPRequest(request) == .get(path: "/metrics"))
    #expect(HTTPRequest(Array("GET /metrics HTTP/1.0\n\n".utf8)) == .get(path: "/metrics"))
  }

  @Test("random octets are no request, and no trap")
  func random() {
    var generator = SeededRandom(seed: 9742)
    let request = Array("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n".utf8)
    for _ in 0..<20_000 {
      var octets = request
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        octets[Int.random(in: 0..<octets.count, using: &generator)] = .random(in: 0...255, using: &generator)
      }
      _ = HTTPRequest(octets, isWhole: true)
      _ = HTTPRequest(Array(octets.shuffled(using: &generator)))
    }
  }

  @Test("a file of metrics is replaced at once, for everybody to read")
  func file() throws {
    let folder = try Samples.scratch()
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "dhcpward.prom").path
    for text in ["a 1\n", "a 2\n"] {
      try MetricsFile(path: path).write(text)
      #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
    }
    #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o644)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["dhcpward.prom"])
    #expect(throws: SystemError.self) { try MetricsFile(path: "/nowhere/x.prom").write("a 1\n") }
  }

  /// For Tests/Metrics/check: a page whose numbers move, for that many seconds.
  @Test("serves a real Prometheus", .enabled(if: Self.seconds != nil))
  func prometheus() throws {
    let endpoint = try MetricsEndpoint("127.0.0.1:9742")
    let start = SystemClock.boot
    let seconds = try #require(Self.seconds)
    while SystemClock.boot - start < .seconds(seconds) {
      _ = try Poll.wait(for: endpoint.descriptors, timeout: .milliseconds(200))
      let moment = Int((SystemClock.boot - start).components.seconds)
      endpoint.serve(now: SystemClock.boot) {
        PrometheusText.text(of: Samples.snapshot(moment: moment), version: "1.2.3")
      }
    }
  }

  private static let seconds = ProcessInfo.processInfo.environment["DHCPWARD_SERVE"].flatMap { Int($0) }
}

private final class Kept<Value>: @unchecked Sendable {
  let value: Value
  init(_ value: Value) { self.value = value }
}
