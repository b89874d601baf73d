import TestKit
import Testing
import Wire

@testable import HostNetwork
@testable import Netlink
@testable import System

@Suite("What is read and sent so that nobody locks themselves out")
struct LockoutTests {
  @Test("SSH_CONNECTION is read in both families, with the zone of a link-local client")
  func session() throws {
    let plain = try #require(SSHSession("192.0.2.7 50000 192.0.2.1 22"))
    #expect(plain.client == IPAddress("192.0.2.7"))
    #expect(plain.server == IPAddress("192.0.2.1"))
    #expect(plain.zone == nil)
    let local = try #require(SSHSession("fe80::7%eth0 50000 fe80::1%eth0 22"))
    #expect(local.client == IPAddress("fe80::7"))
    #expect(local.zone == InterfaceName("eth0"))
    #expect(local.server == IPAddress("fe80::1"))
  }

  @Test(
    "anything else is no session",
    arguments: [
      "", " ", "192.0.2.7", "192.0.2.7 x 192.0.2.1 22", "192.0.2.7 1 192.0.2.1 99999", "% 1 192.0.2.1 22",
      "a b c d", "192.0.2.7  1 192.0.2.1 22", "192.0.2.7 1 192.0.2.1 22 5", "\u{1b}[2J 1 192.0.2.1 22",
    ])
  func noSession(text: String) { #expect(SSHSession(text) == nil) }

  @Test("it is found in an environment of any bytes, and only as a whole variable")
  func environment() {
    let variable = Array("SSH_CONNECTION=192.0.2.7 50000 192.0.2.1 22".utf8)
    #expect(SSHSession.inEnvironment(variable) != nil)
    #expect(SSHSession.inEnvironment([0xff, 0, 0, 0x3d, 0] + variable + [0]) != nil)
    #expect(SSHSession.inEnvironment(Array("X=".utf8) + variable) == nil)
    #expect(SSHSession.inEnvironment(variable + [0xff]) == nil)
    #expect(SSHSession.inEnvironment(variable + [UInt8](repeating: 0x20, count: 1 << 16)) == nil)
    #expect(SSHSession.inEnvironment([]) == nil)
    for seed in 0..<200 {
      var random = SeededRandom(seed: UInt64(seed))
      let noise = (0..<Int.random(in: 0...200, using: &random)).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
      _ = SSHSession.inEnvironment(Array("SSH_CONNECTION=".utf8) + noise)
      _ = SSHSession.parent(noise)
    }
  }

  @Test("the parent is read behind a name that may hold parentheses and spaces")
  func parent() {
    #expect(SSHSession.parent(Array("12 (bash) S 7 12 12 0".utf8)) == 7)
    #expect(SSHSession.parent(Array("12 (a) S 9 (b)) R 8 1".utf8)) == 8)
    #expect(SSHSession.parent(Array("12 (bash)".utf8)) == nil)
    #expect(SSHSession.parent(Array("12 bash S 7".utf8)) == nil)
  }

  @Test("an echo request has its checksum, and only its own reply counts")
  func echo() {
    let request = EchoSocket.request(isV6: false, identifier: 0x1234)
    #expect(request == [8, 0, 0xe5, 0xca, 0x12, 0x34, 0, 1])
    let header = [0x45] + [UInt8](repeating: 0, count: 19)
    let reply: [UInt8] = [0, 0, 0, 0, 0x12, 0x34, 0, 1]
    #expect(EchoSocket.isReply((header + reply)[...], isV6: false, identifier: 0x1234))
    #expect(!EchoSocket.isReply((header + reply)[...], isV6: false, identifier: 0x1235))
    #expect(!EchoSocket.isReply((header + request)[...], isV6: false, identifier: 0x1234))
    #expect(EchoSocket.isReply([129, 0, 0, 0, 0x12, 0x34, 0, 1], isV6: true, identifier: 0x1234))
    for length in 0..<28 {
      let isReply = EchoSocket.isReply((header + reply).prefix(length), isV6: false, identifier: 0x1234)
      #expect(isReply == (length >= 26))
    }
  }

  @Test("what was silent before is not missed; what answered is, in each way it did")
  func judgement() throws {
    let one = try #require(IPAddress("192.0.2.1"))
    let two = try #require(IPAddress("192.0.2.2"))
    let before = Reachability([one: [.neighbour, .echo], two: [.neighbour]])
    #expect(Reachability([one: [.neighbour, .echo], two: [.neighbour, .echo]]).lost(since: before).isEmpty)
    #expect(Reachability([one: [.neighbour, .echo]]).lost(since: before) == [two: [.neighbour]])
    #expect(Reachability([one: [.neighbour], two: [.neighbour]]).lost(since: before) == [one: [.echo]])
    #expect(Reachability().lost(since: Reachability()).isEmpty)
    #expect(before.lost(since: Reachability()).isEmpty)
  }

  @Test("a neighbour with an address is probed by way of stale, any other as a first packet would ask for it")
  func asking() throws {
    let address = try #require(IPAddress("192.0.2.1"))
    let fresh = NeighbourState.ask(address, index: 7, known: nil)
    #expect(
      fresh.map { Array($0.payload) } == [[2, 0, 0, 0, 7, 0, 0, 0, 0, 0, 1, 0, 8, 0, 1, 0, 192, 0, 2, 1]])
    let reply = try #require(NetlinkReply.all(in: fresh[0].bytes(sequence: 1)).first)
    var known = try #require(NeighbourState(reply))
    #expect(known.address == address)
    #expect(known.index == 7)
    known.state = 0x04
    #expect(NeighbourState.ask(address, index: 7, known: known).map { $0.payload[8] } == [0x04, 0x10])
    known.state = 0x20
    #expect(NeighbourState.ask(address, index: 7, known: known).map { $0.payload[10] } == [1])
    known.state = 0x80
    #expect(known.isFixed)
  }
}
