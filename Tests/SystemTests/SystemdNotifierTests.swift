import Foundation
import TestKit
import Testing

@testable import System

@Suite("What the service manager is told")
struct SystemdNotifierTests {
  /// A service manager's end: a datagram socket bound to a file or, where the name begins with @, to an abstract name.
  private final class Listener {
    let name: String
    private let descriptor: Int32

    init(_ name: String) throws {
      self.name = name
      descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      var bytes = Array(name.utf8)
      if bytes[0] == UInt8(ascii: "@") { bytes[0] = 0 }
      withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
      let size = socklen_t(2 + bytes.count)
      let bound = withUnsafePointer(to: address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) }
      }
      try #require(bound == 0)
    }

    deinit {
      close(descriptor)
      if name.hasPrefix("/") { unlink(name) }
    }

    /// The next datagram; nil when none is there.
    func next() -> String? {
      var bytes = [UInt8](repeating: 0, count: 4096)
      let count = recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
      return count < 0 ? nil : String(decoding: bytes.prefix(count), as: UTF8.self)
    }
  }

  private static var scratch: String { "dhcpward-notify-\(UUID().uuidString)" }

  @Test("each state is one datagram, to a file and to an abstract name", arguments: ["/tmp/", "@"])
  func states(prefix: String) throws {
    let listener = try Listener(prefix + Self.scratch)
    let manager = SystemdNotifier(socket: listener.name)
    #expect(manager.isPresent)
    #expect(manager.ready("guarding eth0"))
    #expect(listener.next() == "READY=1\nSTATUS=guarding eth0")
    #expect(manager.ready())
    #expect(listener.next() == "READY=1")
    #expect(manager.stopping())
    #expect(listener.next() == "STOPPING=1")
    #expect(manager.status("2 blocked"))
    #expect(listener.next() == "STATUS=2 blocked")
    #expect(manager.watchdog())
    #expect(listener.next() == "WATCHDOG=1")
    #expect(listener.next() == nil)
  }

  @Test("a reload says when it began, in time that no clock change moves")
  func reloading() throws {
    let listener = try Listener("@" + Self.scratch)
    #expect(SystemdNotifier(socket: listener.name).reloading())
    let lines = try #require(listener.next()).split(separator: "\n")
    #expect(lines.first == "RELOADING=1")
    let said = try #require(lines.last?.split(separator: "=").last.flatMap { UInt64($0) })
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    let after = UInt64(now.tv_sec) * 1_000_000 + UInt64(now.tv_nsec) / 1000
    #expect(said <= after && said > after - 10_000_000)
  }

  @Test("a status is one line, whatever is in it, and not longer than fits")
  func oneLine() throws {
    let listener = try Listener("@" + Self.scratch)
    let manager = SystemdNotifier(socket: listener.name)
    #expect(manager.status("a\nMAINPID=1\r\u{1b}b"))
    #expect(listener.next() == "STATUS=a MAINPID=1  b")
    #expect(manager.status(String(repeating: "é", count: 1000)))
    #expect(listener.next()?.utf8.count == 7 + SystemdNotifier.longestStatus)
    #expect(!manager.status(""))
  }

  @Test(
    "without a socket that can be told, nothing is sent and nothing is wrong",
    arguments: [
      nil, "", "@", "/", "vsock:2:1", "notify", "/nowhere/at/all", "@" + String(repeating: "x", count: 200),
    ])
  func nobody(name: String?) { #expect(!SystemdNotifier(socket: name).ready("x")) }

  @Test("a manager that reads nothing costs a moment each time, and no more")
  func stuck() throws {
    let listener = try Listener("@" + Self.scratch)
    let manager = SystemdNotifier(socket: listener.name)
    var taken = 0
    while manager.watchdog() { taken += 1 }
    let start = ContinuousClock.now
    #expect(!manager.watchdog())
    #expect(ContinuousClock.now - start < .seconds(5))
    #expect(taken > 0 && listener.next() == "WATCHDOG=1")
  }

  @Test("the dog wants to hear twice in its time, if it is ours")
  func dog() {
    func interval(_ time: String?, _ pid: String? = nil) -> Duration? {
      SystemdNotifier(socket: nil, watchdogMicroseconds: time, watchdogProcess: pid).watchdogInterval
    }
    #expect(interval("30000000") == .seconds(15))
    #expect(interval("30000000", "\(getpid())") == .seconds(15))
    #expect(interval("30000000", "1") == nil)
    #expect(interval("1") == .microseconds(1))
    for odd in [nil, "", "0", "-1", "x", "99999999999999999999"] { #expect(interval(odd) == nil) }
  }
}
