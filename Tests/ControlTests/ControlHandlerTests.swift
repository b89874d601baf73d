import Daemon
import Flood
import Placement
import Plans
import System
import Testing
import Wire

@testable import Control

@Suite("What the daemon answers")
struct ControlHandlerTests {
  private let daemon: FakeDaemon

  init() throws { daemon = try FakeDaemon() }

  private func answer(_ line: String) -> String {
    ControlHandler(daemon: daemon) { $0 is FakeError ? .tryAgain : .bug }.answer(line)
  }

  @Test("a block is carried out as it was asked for, and has a receipt")
  func block() throws {
    let line =
      #"{"version":1,"ask":"block","mac":"02:00:00:00:00:99","seconds":600,"scope":"dhcp","port":"vnet3"}"#
    #expect(answer(line) == #"{"done":"block","macs":["02:00:00:00:00:99"],"place":"br0"}"#)
    let block = try #require(daemon.blocked.first)
    #expect(block.scope == .dhcp)
    #expect(block.lifetime == .seconds(600))
    #expect(block.port == InterfaceName("vnet3"))
    #expect(block.remark?.origin == .hand)
    _ = answer(#"{"version":1,"ask":"block","mac":"02:00:00:00:00:99"}"#)
    #expect(daemon.blocked.last?.scope == .all)
    #expect(daemon.blocked.last?.lifetime == nil)
  }

  @Test("a blocked source is told with when, why, by whom and until when, a person's block too")
  func explain() {
    _ = answer(#"{"version":1,"ask":"block","mac":"02:00:00:00:00:99","seconds":600}"#)
    let told = answer(#"{"version":1,"ask":"explain","mac":"02:00:00:00:00:99"}"#)
    #expect(told.contains(#""origin":"hand""#) && told.contains(#""reason":"blocked by hand""#))
    #expect(told.contains(#""blockedSince":"2"#) && told.contains(#""blockedUntil":"2"#))
    let other = answer(#"{"version":1,"ask":"explain","mac":"02:00:00:00:00:98"}"#)
    #expect(!other.contains("blockedSince"))
  }

  @Test("a block that nobody could mean is refused, and nothing is blocked")
  func badBlocks() {
    for (rest, words) in [
      ("", "block whom? say macs, or clients"), (#","mac":"nobody""#, "mac is no MAC address"),
      (#","mac":"02:00:00:00:00:99","scope":"some""#, "scope is none of dhcp, all, 802.3"),
      (#","mac":"02:00:00:00:00:99","seconds":0"#, "seconds is a length of at most 1e9"),
      (#","mac":"02:00:00:00:00:99","seconds":1e300"#, "seconds is a length of at most 1e9"),
      (#","mac":"02:00:00:00:00:99","port":"a/b""#, "that is no interface's name"),
    ] {
      #expect(answer(#"{"version":1,"ask":"block"\#(rest)}"#) == #"{"error":"\#(words)"}"#)
    }
    #expect(daemon.blocked.isEmpty)
  }

  @Test("whom nobody may block is refused with the reason and an exit status")
  func spared() {
    daemon.spare = .gateway
    #expect(
      answer(#"{"version":1,"ask":"block","mac":"02:00:00:00:00:99"}"#)
        == #"{"error":"block 02:00:00:00:00:99: refused, it is a gateway of this machine; nothing was changed","status":65}"#
    )
  }

  @Test("an unblocking names sources or all of them, never neither and never both")
  func unblock() {
    let whom = #"{"error":"unblock whom? say macs, clients, or all"}"#
    #expect(answer(#"{"version":1,"ask":"unblock"}"#) == whom)
    #expect(answer(#"{"version":1,"ask":"unblock","all":true,"mac":"02:00:00:00:00:99"}"#) == whom)
    #expect(daemon.unblocked.isEmpty)
    #expect(
      answer(#"{"version":1,"ask":"unblock","mac":"02:00:00:00:00:99"}"#)
        == #"{"done":"unblock","macs":["02:00:00:00:00:99"]}"#)
    #expect(answer(#"{"version":1,"ask":"unblock","all":true}"#) == #"{"done":"unblock","macs":[]}"#)
    #expect(daemon.unblocked == [[.address(FakeDaemon.mac)], nil])
  }

  @Test("allowing is told back, and taking back what never was is no error")
  func allow() {
    #expect(
      answer(#"{"version":1,"ask":"allow","mac":"02:00:00:00:00:99"}"#)
        == #"{"done":"allow","macs":["02:00:00:00:00:99"]}"#)
    #expect(answer(#"{"version":1,"ask":"allowed"}"#) == #"{"done":"allowed","macs":["02:00:00:00:00:99"]}"#)
    #expect(
      answer(#"{"version":1,"ask":"disallow","mac":"02:00:00:00:00:99"}"#)
        == #"{"done":"disallow","macs":["02:00:00:00:00:99"]}"#)
    #expect(
      answer(#"{"version":1,"ask":"disallow","mac":"02:00:00:00:00:99"}"#)
        == #"{"done":"disallow","macs":[]}"#)
  }

  @Test("an address that two machines share is told with the ports behind which they are")
  func shared() {
    let question = #"{"version":1,"ask":"explain","mac":"02:00:00:00:00:99"}"#
    #expect(!answer(question).contains("sharedBehind"))
    daemon.shared = ["vnet1", "vnet2"].compactMap { InterfaceName($0) }
    #expect(answer(question).contains(#""sharedBehind":["vnet1","vnet2"]"#))
  }

  @Test("how a source and the daemon stand")
  func standing() {
    #expect(
      answer(#"{"version":1,"ask":"explain","mac":"02:00:00:00:00:99"}"#)
        == #"{"interface":"eth0","mac":"02:00:00:00:00:99","schema":"dhcpward.standing/1","strikes":0,"versions":[]}"#
    )
    #expect(
      answer(#"{"version":1,"ask":"explain","mac":"02:00:00:00:00:99","interface":"eth7"}"#)
        == #"{"error":"the daemon guards eth0 only","status":69}"#)
    #expect(answer(#"{"version":1,"ask":"status"}"#).contains(#""schema":"dhcpward.top/1""#))
    for (asked, count) in [
      ("", 50), (#","talkers":7"#, 7), (#","talkers":-1"#, 0), (#","talkers":999"#, 200),
    ] {
      _ = answer(#"{"version":1,"ask":"top"\#(asked)}"#)
      #expect(daemon.talkers.last == count)
    }
  }

  @Test("a failure has its words and its exit status, a refused reload the settings'")
  func failures() {
    daemon.failure = FakeError()
    #expect(
      answer(#"{"version":1,"ask":"allow","mac":"02:00:00:00:00:99"}"#) == #"{"error":"no way","status":75}"#)
    daemon.answerToReload = .refused("line 7")
    #expect(
      answer(#"{"version":1,"ask":"reload"}"#)
        == #"{"error":"reload refused, everything goes on as before: line 7","status":78}"#)
    daemon.answerToReload = .done(daemon.interfaces, awaited: [])
    #expect(
      answer(#"{"version":1,"ask":"reload"}"#)
        == #"{"done":"reload","macs":[],"place":"reloaded the settings: guarding eth0"}"#)
    #expect(answer("rubbish") == #"{"error":"not a question; ask {\"version\":1,\"ask\":\"status\"}"}"#)
  }
}

private struct FakeError: Error, CustomStringConvertible {
  let description = "no way"
}

/// A daemon that remembers what it was asked.
private final class FakeDaemon: ControlledDaemon {
  static let mac = MACAddress(bits: 0x02_0000_0000_99)
  let interfaces: [InterfaceName]
  private let site: Site
  var allowed: [MACAddress] = []
  var blocked: [Block] = []
  var unblocked: [Set<Subject>?] = []
  var talkers: [Int] = []
  var spare: Spared?
  var shared: [InterfaceName]?
  var failure: FakeError?
  var answerToReload = Occurrence.Reload.done([], awaited: [])

  init() throws {
    let name = try #require(InterfaceName("eth0"))
    interfaces = [name]
    site = Site(mode: .bridge, dialect: .nftables, interface: name, bridge: InterfaceName("br0"), reason: "")
  }

  func account(of mac: MACAddress, on interface: InterfaceName) -> Account? { nil }
  func portsSharing(_ mac: MACAddress, on interface: InterfaceName) -> [InterfaceName]? { shared }
  func clientBlocks(of mac: MACAddress, on interface: InterfaceName, most: Int) -> [StandingBlock] {
    blocked.filter { $0.subject.address == nil && $0.subject.source == mac }.prefix(most).map {
      StandingBlock(block: $0, remaining: $0.lifetime, packets: 0, bytes: 0)
    }
  }
  func block(of mac: MACAddress, on interface: InterfaceName) -> StandingBlock? {
    blocked.first { $0.mac == mac }.map {
      StandingBlock(block: $0, remaining: $0.lifetime, packets: 0, bytes: 0)
    }
  }

  func snapshot(talkers count: Int) -> Snapshot {
    talkers.append(count)
    return Snapshot(at: Timestamp(seconds: 2), since: Timestamp(seconds: 1), isDurable: nil, guarded: [])
  }

  func block(_ blocks: [Block], on interface: InterfaceName?) throws -> (site: Site, fresh: Set<Subject>) {
    if let spare { throw Spare(blocks[0].subject, why: spare) }
    blocked += blocks
    return (site, Set(blocks.map(\.subject)))
  }

  func unblock(_ macs: Set<Subject>?, at port: InterfaceName?) throws -> Set<Subject> {
    unblocked.append(macs)
    return macs ?? []
  }

  func allow(_ mac: MACAddress) throws {
    if let failure { throw failure }
    allowed.append(mac)
  }

  func disallow(_ mac: MACAddress) throws { allowed.removeAll { $0 == mac } }

  func reload() -> Occurrence.Reload { answerToReload }
}
