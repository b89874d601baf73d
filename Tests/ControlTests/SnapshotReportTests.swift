import Daemon
import Flood
import Foundation
import Plans
import Testing
import Wire

@testable import Control

@Suite("dhcpward.top/1")
struct SnapshotReportTests {
  private func name(_ text: String) throws -> InterfaceName { try #require(InterfaceName(text)) }

  private func full() throws -> Snapshot {
    let at = Timestamp(seconds: 1_800_000_000)
    var talker = Snapshot.Talker(mac: MACAddress(bits: 0x0200_0000_0099), last: at)
    talker.messages = 20
    talker.dropped = .max
    talker.verdict = .blocked
    talker.until = at + .seconds(60)
    talker.kinds = Dictionary(uniqueKeysWithValues: MessageKind.allCases.map { ($0, Int($0.rawValue) + 1) })
    talker.vendor = "Vendor \"quoted\" \u{1b}"
    talker.reason = "20 messages in 5 s"
    talker.strikes = 3
    talker.behind = Whereabouts(port: try name("vnet3"), guest: "web1")
    var healthy = Snapshot.Talker(mac: MACAddress(bits: 0x001b_213c_9df8), last: at)
    healthy.messages = 1
    healthy.kinds = [.discover: 1]
    let guarded = try ["eth0", "eth1"].map { text in
      var interface = Snapshot.Interface(
        name: try name(text), mode: .bridge, dialect: .nftables, scope: .dhcp, bridge: try name("br0"),
        capacity: 65_536)
      interface.messages = [.discover: 21]
      interface.talkers = [talker, healthy]
      interface.sources = 2
      return interface
    }
    var snapshot = Snapshot(at: at, since: at, isDurable: true, guarded: guarded)
    snapshot.guarded[1].bridge = nil
    snapshot.guarded[1].isDryRun = true
    snapshot.guarded[1].events = [.block: 2]
    snapshot.guarded[1].alarms = [.tableFull: 1]
    snapshot.guarded[1].standing = [
      Alarm(kind: .tableFull, at: at, detail: "more sources"),
      Alarm(kind: .leaking, at: at, mac: MACAddress(bits: 0x0200_0000_0099), detail: "9 messages"),
      Alarm(
        kind: .starvation, at: at,
        subject: .line(RelayedLine(circuit: [1, 2], relay: IPAddress("10.9.0.1"), router: talker.mac)),
        detail: "10 different clients"),
    ]
    let names = [
      RelayedClient.Name("02:00:00:00:00:c1", via: "10.9.0.1"), .init("fe80::c1", via: "2001:db8:9::1"),
    ]
    snapshot.guarded[1].clients = names.compactMap { name in
      var client = Snapshot.Talker(mac: talker.mac, last: at)
      client.client = name.map { RelayedClient($0, behind: talker.mac) }
      (client.verdict, client.dropped, client.strikes) = (.blocked, 7, 2)
      (client.until, client.reason) = (at + .seconds(60), "20 messages in 5 s")
      return client
    }
    snapshot.guarded[1].framesDropped = 9
    snapshot.isDurable = nil
    return snapshot
  }

  @Test("what the daemon says is what is understood")
  func roundTrip() throws {
    let snapshot = try full()
    let text = try JSON.encoded(SnapshotReport(snapshot))
    let report = try JSONDecoder().decode(SnapshotReport.self, from: Data(text.utf8))
    #expect(report.snapshot == snapshot)
    #expect(text.filter { $0 == "\n" }.count == 1)
    #expect(text.contains("\"standing\":["))
    for key in [
      "\"durable\":null", "\"bridge\":null", "\"vendor\":null", "\"until\":null", "\"guest\":\"web1\"",
    ] {
      #expect(text.contains(key), "\(key)")
    }
  }

  @Test("kinds that a later daemon knows are left out, a mode that is not known is not guessed")
  func later() throws {
    let text = try JSON.encoded(SnapshotReport(try full()))
    func read(_ text: String) throws -> Snapshot? {
      try JSONDecoder().decode(SnapshotReport.self, from: Data(text.utf8)).snapshot
    }
    let more = text.replacing("\"block\":2", with: "\"block\":2,\"telegraph\":7")
    #expect(try read(more) == full())
    #expect(try read(text.replacing("\"mode\":\"bridge\"", with: "\"mode\":\"other\"")) == nil)
    #expect(try read(text.replacing("top/1", with: "top/2")) == nil)
    #expect(try read(text.replacing("\"interface\":\"eth1\"", with: "\"interface\":\"a/b\"")) == nil)
    #expect(throws: (any Error).self) { try read(String(text.prefix(200))) }
  }
}
