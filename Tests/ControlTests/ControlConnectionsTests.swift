import Glibc
import System
import Testing
import Wire

@testable import Control

@Suite("Those who ask at the same time")
struct ControlConnectionsTests {
  private let start = BootTime(seconds: 1000)

  private func pair() throws -> (ours: UnixStream, theirs: UnixStream) {
    var ends: [Int32] = [-1, -1]
    // A program that another test starts meanwhile would keep an end of it open.
    let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    try #require(socketpair(AF_UNIX, type, 0, &ends) == 0)
    return (UnixStream(ends[0]), UnixStream(ends[1]))
  }

  private func serve(_ connections: inout ControlConnections, after time: Duration = .zero) {
    connections.serve(now: start + time) {
      "dropped: \($0)"
    } _: {
      String($0.reversed())
    }
  }

  private func connected() throws -> (ControlConnections, UnixStream) {
    var connections = ControlConnections()
    let theirs = try joined(&connections)
    return (connections, theirs)
  }

  // Our end is theirs alone from then on, so that it is closed when they drop it.
  private func joined(_ connections: inout ControlConnections) throws -> UnixStream {
    let (ours, theirs) = try pair()
    connections.add(ours, now: start) { "\($0)" }
    return theirs
  }

  private func heard(_ stream: UnixStream) -> String? {
    guard case .octets(let octets) = stream.receive(atMost: 1 << 20) else { return nil }
    return String(decoding: octets, as: UTF8.self)
  }

  @Test("half a line waits for its other half, and two lines have two answers")
  func halves() throws {
    var (connections, client) = try connected()
    for part in ["ab", "", "c\nd", "ef\n12\n3"] {
      if !part.isEmpty { #expect(client.send(Array(part.utf8))) }
      serve(&connections)
      switch part {
      case "c\nd": #expect(heard(client) == "cba\n")
      case "ef\n12\n3": #expect(heard(client) == "fed\n21\n")
      default: #expect(heard(client) == nil)
      }
    }
    #expect(connections.descriptors.count == 1)
  }

  @Test("octets that are no text are a line like any other")
  func garbage() throws {
    var (connections, client) = try connected()
    #expect(client.send([0x00, 0xff, 0x0a]))
    serve(&connections)
    #expect(heard(client) == "\u{fffd}\0\n")
  }

  @Test("a line without end is told so and dropped")
  func tooLong() throws {
    var (connections, client) = try connected()
    #expect(client.send([UInt8](repeating: 0x78, count: ControlServer.longestRequest)))
    serve(&connections)
    #expect(connections.descriptors.count == 1)
    #expect(client.send([0x78]))
    serve(&connections)
    #expect(heard(client) == "dropped: tooLong\n")
    #expect(connections.descriptors.isEmpty)
    #expect(client.receive(atMost: 1) == .end(errno: 0))
  }

  @Test("who says nothing is told so and dropped, who had an answer is just dropped")
  func silence() throws {
    var (connections, silent) = try connected()
    let served = try joined(&connections)
    #expect(served.send(Array("x\n".utf8)))
    #expect(connections.due == start + ControlServer.patience)
    serve(&connections, after: ControlServer.patience - .milliseconds(1))
    #expect(heard(served) == "x\n")
    #expect(connections.descriptors.count == 2)
    serve(&connections, after: ControlServer.patience)
    #expect(connections.descriptors.isEmpty)
    #expect(connections.due == nil)
    #expect(heard(silent) == "dropped: tooSlow\n")
    #expect(served.receive(atMost: 1) == .end(errno: 0))
  }

  @Test("one too many takes the place of the longest silent one, who is told so")
  func tooMany() throws {
    let (ours, first) = try pair()
    var connections = ControlConnections()
    var others: [UnixStream] = []
    connections.add(ours, now: start) { "\($0)" }
    // All of them share one socket, as there may be no thousand of them here.
    for _ in 1..<ControlServer.mostClients { connections.add(ours, now: start) { "\($0)" } }
    let (next, theirs) = try pair()
    others.append(theirs)
    connections.add(next, now: start) { "dropped: \($0)" }
    #expect(heard(first) == "dropped: tooMany\n")
    #expect(connections.descriptors.count == ControlServer.mostClients)
    #expect(connections.descriptors.last == next.descriptor)
  }

  @Test("who does not read what he asked for is dropped")
  func unread() throws {
    var (connections, client) = try connected()
    let line = Array((String(repeating: "x", count: 4000) + "\n").utf8)
    var rounds = 0
    while connections.descriptors.count == 1, rounds < 10_000 {
      _ = client.send(line)
      serve(&connections)
      rounds += 1
    }
    #expect(connections.descriptors.isEmpty)
  }

  @Test("root, the daemon's own user and its group are heard, and nobody else")
  func strangers() {
    #expect(ControlServer.hears(0, own: 500, isMember: false))
    #expect(ControlServer.hears(500, own: 500, isMember: false))
    #expect(ControlServer.hears(600, own: 500, isMember: true))
    #expect(!ControlServer.hears(600, own: 500, isMember: false))
    #expect(!ControlServer.hears(nil, own: 500, isMember: false))
  }
}
