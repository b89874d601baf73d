import Blocks
import Flood
import Ledger
import Plans
import PlansKit
import TestKit
import Testing
import Wire

@testable import Daemon

/// Behind a relay: what becomes of a client that floods, and of all the others there.
@Suite("Clients behind a relay, step by step")
struct RelayTests {
  private static let router = mac("02:00:00:00:00:aa")
  private static let flooder = mac("02:00:00:00:00:c1")
  private static let giaddr = IPv4Address(bits: 0x0a09_0001)
  private static let client = Subject.client(
    RelayedClient(.v4(giaddr: giaddr, chaddr: flooder), behind: router))
  private static let link = IPv6Address(high: 0x2001_0db8_0009_0000, low: 1)
  private static let peer = IPv6Address(high: 0xfe80 << 48, low: 0xc1)

  /// So many messages of a client that the relay brings, a tenth of a second apart; then the daemon takes its turn.
  private func relay(_ lab: DaemonLab, _ count: Int, from client: MACAddress = flooder, circuit: UInt8? = nil)
    throws
  {
    for _ in 0..<count {
      lab.host.pass(.milliseconds(100))
      let frame = DHCPv4Frame(source: Self.router) {
        $0.addresses = (Self.giaddr, IPv4Address(bits: 0xc633_6401))
        $0.ports.source = 67
        ($0.message.hops, $0.message.giaddr, $0.message.chaddr) = (1, Self.giaddr, client.octets)
        $0.message.xid = UInt32(truncatingIfNeeded: lab.host.clock.boot.nanoseconds)
        if let circuit { $0.message.options = [53, 1, 1, 82, 3, 1, 1, circuit, 255] }
      }
      lab.host.clients?.waiting.append((frame.bytes, lab.host.clock.wall))
    }
    try lab.daemon.step()
  }

  private func subjects(_ lab: DaemonLab, _ table: Table = .netdev(name("eth0"))) -> [Subject] {
    lab.host.rules(table).blocks.map(\.block.subject)
  }

  private func alarms(_ lab: DaemonLab) -> [Alarm] {
    lab.told.compactMap { if case .alarm(let alarm) = $0 { alarm } else { nil } }
  }

  @Test("it is written, dropped and told; the router is not, and its neighbours are let alone")
  func blocks() throws {
    let lab = try DaemonLab()
    try lab.daemon.start()
    for number in 0..<19 {
      try relay(lab, 1)
      for other in 0..<4 { try relay(lab, 1, from: mac("02:00:00:00:01:0\(other)")) }
      if number == 9 { lab.host.pass(.seconds(6)) }
    }
    #expect(subjects(lab).isEmpty)
    try relay(lab, 20)
    #expect(subjects(lab) == [Self.client])
    #expect(
      lab.ledger.running(on: name("eth0"), now: lab.host.clock.wall).map(\.block.subject) == [Self.client])
    guard case .blocked(let block, let finding, _)? = lab.told.last else {
      Issue.record("\(lab.told)")
      return
    }
    #expect(block.subject == Self.client && block.scope == .dhcp && block.lifetime == .seconds(300))
    #expect(finding.mac == Self.router && finding.strikes == 1 && lab.told.last?.mac == nil)
    #expect(lab.daemon.clientBlocks(of: Self.flooder, on: name("eth0"), most: 9).count == 1)
    #expect(lab.daemon.clientBlocks(of: Self.router, on: name("eth0"), most: 9).count == 1)
    let snapshot = lab.daemon.snapshot(talkers: 9).guarded.first
    #expect(snapshot?.ownBlocks == 1 && snapshot?.clients.map(\.client) == [Self.client.client])
    #expect(snapshot?.clients.first?.reason == "20 messages in 5 s")
  }

  @Test("its block ends with its time, is extended while the flood goes on, and the next one is longer")
  func ends() throws {
    let lab = try DaemonLab()
    try lab.daemon.start()
    try relay(lab, 20)
    lab.host.packets[Self.flooder] = 10_000
    try lab.wait(.seconds(296))
    lab.host.packets[Self.flooder] = 20_000
    try lab.wait(.seconds(10))
    #expect(lab.kinds.filter { $0 == .extend }.count == 1 && subjects(lab) == [Self.client])
    try lab.wait(.seconds(600))
    #expect(subjects(lab).isEmpty && lab.kinds.last == .unblock)
    try relay(lab, 20)
    guard case .blocked(_, let finding, _)? = lab.told.last else {
      Issue.record("\(lab.told)")
      return
    }
    #expect(finding.strikes == 2 && finding.ban == .seconds(600))
  }

  @Test("unblocked by hand it passes, and only a new flood is a finding; allowed it is spared")
  func unblocked() throws {
    let lab = try DaemonLab()
    try lab.daemon.start()
    try relay(lab, 20)
    #expect(try lab.daemon.unblock([.address(Self.router)]).isEmpty && subjects(lab) == [Self.client])
    #expect(try lab.daemon.unblock([Self.client]) == [Self.client])
    #expect(subjects(lab).isEmpty)
    try relay(lab, 19)
    #expect(subjects(lab).isEmpty)
    try relay(lab, 1)
    #expect(subjects(lab) == [Self.client])
    try lab.daemon.allow(Self.flooder)
    #expect(subjects(lab).isEmpty)
    try relay(lab, 40)
    #expect(subjects(lab).isEmpty)
  }

  @Test("a killed daemon takes its block over with its strikes, and judges it no second time")
  func restart() throws {
    let lab = try DaemonLab()
    try lab.daemon.start()
    try relay(lab, 20)
    try lab.restart()
    #expect(subjects(lab) == [Self.client])
    let blocked = lab.kinds.count { $0 == .block }
    try relay(lab, 40)
    #expect(lab.kinds.count { $0 == .block } == blocked)
    #expect(try lab.daemon.unblock(nil) == [Self.client])
  }

  @Test("a client of DHCPv6 is blocked by the names that its frame gives")
  func version6() throws {
    let lab = try DaemonLab()
    try lab.daemon.start()
    for number in 0..<20 {
      lab.host.pass(.milliseconds(100))
      let frame = DHCPv6Frame(source: Self.router) {
        $0.ports.source = 547
        $0.hopLimit = 64
        $0.message.transaction = UInt32(number) + 1
        $0.message.relays = [DHCPv6Fields.Relay(link: Self.link, peer: Self.peer)]
      }
      lab.host.clients?.waiting.append((frame.bytes, lab.host.clock.wall))
    }
    try lab.daemon.step()
    let client = RelayedClient(.v6(link: Self.link, peer: Self.peer), behind: Self.router)
    #expect(subjects(lab) == [.client(client)])
    #expect(try lab.daemon.unblock([.client(client)]) == [.client(client)])
  }

  @Test(
    "where no rule can be made for it an alarm says why and what to do, and nobody is blocked in its stead")
  func unblockable() throws {
    let lab = try DaemonLab([Self.ebtables], bridge: "virbr0")
    try lab.daemon.start()
    try relay(lab, 60)
    #expect(subjects(lab, .ebtables).isEmpty)
    let alarms = alarms(lab)
    #expect(
      alarms.map(\.kind) == [.exempt] && alarms.first?.subject == Self.client && alarms.first?.mac == nil)
    let words = "not blocked: ebtables matches no octets of a DHCP message"
    #expect(alarms.first?.detail.contains(words) == true, "\(alarms)")
    #expect(alarms.first?.detail.contains("; choose ") == true, "\(alarms)")
    #expect(!lab.kinds.contains(.block) && !lab.kinds.contains(.failure))
    // A source of its own is.
    try lab.send(20)
    #expect(subjects(lab, .ebtables) == [.address(DaemonLab.flooder)])
  }

  @Test("the program at the XDP hook blocks it too")
  func hooked() throws {
    let lab = try DaemonLab([DaemonLab.settings(mode: .xdp)])
    try lab.daemon.start()
    try relay(lab, 60)
    #expect(subjects(lab, .xdp(name("eth0"))) == [Self.client])
  }

  private static var ebtables: Settings {
    var settings = DaemonLab.settings("virbr0", mode: .existing)
    settings.wish.dialect = .ebtables
    return settings
  }

  @Test("starvation on one of several lines is told by the line, and nobody is blocked for it")
  func line() throws {
    var settings = DaemonLab.settings()
    settings.policy = Policy(thresholds: settings.policy.thresholds)
    let lab = try DaemonLab([settings])
    try lab.daemon.start()
    try relay(lab, 1, circuit: 1)
    for number in 0..<12 {
      try relay(lab, 1, from: MACAddress(bits: 0x02_0000_0200_00 + UInt64(number)), circuit: 2)
    }
    #expect(subjects(lab).isEmpty)
    let line = RelayedLine(circuit: [2], relay: .v4(Self.giaddr), router: Self.router)
    let alarms = alarms(lab)
    #expect(alarms.map(\.kind) == [.starvation] && alarms.first?.subject == .line(line), "\(alarms)")
    #expect(alarms.first?.advice == nil && alarms.first?.detail.contains("stands at no fixed place") == true)
  }
}
