import Control
import Foundation
import System
import TestKit
import Testing
import Wire

@Suite("The control socket", .serialized, .enabled(if: Namespace.isPrivate))
struct ControlSocketTests {
  private let interface: InterfaceName

  init() throws { interface = try #require(InterfaceName("port0")) }

  private func ask(_ request: String) throws -> String? { try ControlClient.ask(interface, request) }

  /// Serves in a thread of its own until the body is done, with each request's letters turned round.
  private func serving<Result>(_ body: () throws -> Result) throws -> Result {
    let isOver = Flag()
    let done = DispatchSemaphore(value: 0)
    let box = Box<ControlServer?>(try ControlServer([interface]))
    Thread {
      while !isOver.isSet, let socket = box.value {
        _ = try? Poll.wait(for: socket.descriptors, timeout: .milliseconds(20))
        socket.serve(now: SystemClock.boot) {
          "dropped: \($0)"
        } _: {
          String($0.reversed())
        }
      }
      // Closed before anybody looks, whenever this thread ends.
      box.value = nil
      done.signal()
    }.start()
    defer {
      isOver.set()
      done.wait()
    }
    return try body()
  }

  @Test("each request is answered, those of many clients at once too")
  func answered() throws {
    try serving { () throws in
      #expect(ControlClient.guarded == [interface])
      for number in 0..<100 {
        #expect(try ask("request \(number)") == String("request \(number)".reversed()))
      }
      let answers = Counter()
      DispatchQueue.concurrentPerform(iterations: 200) { number in
        let answer = try? ask("\(number)")
        if answer == String("\(number)".reversed()) { answers.increment() }
      }
      #expect(answers.value == 200)
    }
    #expect(ControlClient.guarded.isEmpty)
    #expect(try ask("anybody?") == nil)
  }

  @Test("garbage, half a line, an endless line and silence keep nobody else from an answer")
  func hostile() throws {
    try serving { () throws in
      let path = try #require(
        FileManager.default.contentsOfDirectory(atPath: "/run/dhcpward").first { $0.hasSuffix(".sock") })
      for bytes in ["\0\u{1}\u{ff}\n", "half", String(repeating: "x", count: 100_000), ""] {
        let peer = try Tool.answer(
          [
            "python3", "-c",
            """
            import socket, sys
            s = socket.socket(socket.AF_UNIX); s.connect("/run/dhcpward/\(path)"); s.settimeout(1)
            try: s.sendall(sys.stdin.buffer.read())
            except OSError: pass
            """,
          ], input: bytes)
        #expect(peer.status == 0, "\(peer.errors)")
        #expect(try ask("still there?") == "?ereht llits")
      }
    }
  }

  @Test("a socket that a killed daemon left is no daemon, and is replaced")
  func leftBehind() throws {
    let path = "/run/dhcpward/left"
    let name = try serving { () throws in
      try #require(
        FileManager.default.contentsOfDirectory(atPath: "/run/dhcpward").first { $0.hasSuffix(".sock") })
    }
    while FileManager.default.fileExists(atPath: "/run/dhcpward/\(name)") { usleep(1000) }
    // Bound and closed, but not unlinked.
    try Tool.run(["python3", "-c", "import socket; socket.socket(socket.AF_UNIX).bind('\(path)')"])
    try FileManager.default.moveItem(atPath: path, toPath: "/run/dhcpward/\(name)")
    #expect(try ask("anybody?") == nil)
    try serving { () throws in #expect(try ask("ab") == "ba") }
  }

  @Test("nobody but root and the daemon's own user can ask")
  func permissions() throws {
    try serving { () throws in
      for name in try FileManager.default.contentsOfDirectory(atPath: "/run/dhcpward") {
        let path = URL(fileURLWithPath: "/run/dhcpward/\(name)").resolvingSymlinksInPath().path
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o600, "\(name)")
      }
    }
  }
}

private final class Box<Value>: @unchecked Sendable {
  var value: Value
  init(_ value: Value) { self.value = value }
}

private final class Counter: @unchecked Sendable {
  private let lock = NSLock()
  private var count = 0
  var value: Int { lock.withLock { count } }
  func increment() { lock.withLock { count += 1 } }
}

private final class Flag: @unchecked Sendable {
  private let lock = NSLock()
  private var flag = false
  var isSet: Bool { lock.withLock { flag } }
  func set() { lock.withLock { flag = true } }
}
