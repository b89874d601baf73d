import Flood
import Plans
import PlansKit
import TestKit
import Testing
import Wire

@testable import Daemon

/// Mode xdp: what the program counted and blocked by itself, and what the daemon makes of it.
@Suite("Reports of the program at the XDP hook")
struct HookReportTests {
  private static let port = Table.xdp(name("eth0"))

  private func report(_ lab: DaemonLab, from source: MACAddress = DaemonLab.flooder, limit: Int = 0) throws {
    lab.host.pass(.milliseconds(10))
    let frame = DHCPv4Frame(source: source) { $0.message.xid = 77 }
    // The program has blocked it before anybody hears of it.
    let block = Block(mac: source, scope: .dhcp, lifetime: .seconds(300))
    try lab.host.apply(Plan([.block(block, Self.port)]))
    lab.host.hook.waiting.append((lab.host.clock.boot, limit, frame.bytes))
    try lab.daemon.step()
  }

  private func dropped(_ lab: DaemonLab) -> [MACAddress] {
    lab.host.rules(Self.port).blocks.compactMap(\.block.mac)
  }

  @Test("the program holds the thresholds that count messages of any kind, and no others")
  func program() throws {
    let policy = Policy(
      thresholds: [
        Threshold(kind: .decline, count: 10, window: .seconds(600)),
        Threshold(count: 20, window: .seconds(5)),
        Threshold(count: 65, window: .seconds(60)), Threshold(count: 13, window: .seconds(60), level: .warn),
        Threshold(count: 50, window: .seconds(60)), Threshold(count: 60, window: .seconds(7200)),
      ])
    #expect(policy.countedInKernel.map(\.place) == [1, 4])
    let program = XDPProgram(policy: policy, scope: .all)
    #expect(program.limits.map(\.count) == [20, 50])
    #expect(program.rings == 50 && program.scope == .all)
  }

  @Test("a source that the program blocked is blocked by the daemon, too, however little of it was heard")
  func blocked() throws {
    let lab = try DaemonLab([DaemonLab.settings(mode: .xdp)])
    try lab.daemon.start()
    try lab.send(3)
    try report(lab)
    #expect(lab.kinds.contains(.block))
    #expect(dropped(lab) == [DaemonLab.flooder])
    let block = try #require(lab.host.rules(Self.port).blocks.first)
    #expect(block.block.remark?.origin == .watch)
    #expect(block.remaining == .seconds(300))
    try lab.daemon.stop()
    #expect(dropped(lab) == [])
    #expect(!lab.host.rules(Self.port).hasTable)
  }

  @Test("the second time the block is twice as long as the program made it")
  func strikes() throws {
    let lab = try DaemonLab([DaemonLab.settings(mode: .xdp)])
    try lab.daemon.start()
    try report(lab)
    try lab.wait(.seconds(310))
    #expect(dropped(lab) == [])
    try report(lab)
    #expect(lab.host.rules(Self.port).blocks.first?.remaining == .seconds(600))
  }

  @Test("who is never blocked passes again at once")
  func spared() throws {
    var settings = DaemonLab.settings(mode: .xdp)
    settings.policy.exemptions.allowed = [DaemonLab.flooder]
    let lab = try DaemonLab([settings])
    try lab.daemon.start()
    try report(lab)
    #expect(lab.kinds.contains(.spare))
    #expect(dropped(lab) == [])
  }

  @Test("when no more may be blocked, what the program blocked passes again")
  func braked() throws {
    var settings = DaemonLab.settings(mode: .xdp)
    settings.policy.brake = 2
    let lab = try DaemonLab([settings])
    try lab.daemon.start()
    for number in 1...4 as ClosedRange<UInt64> {
      try report(lab, from: MACAddress(bits: 0x0200_0000_0100 + number))
    }
    #expect(dropped(lab).count == 2)
  }

  @Test("other thresholds are another program, and the blocks stay")
  func reload() throws {
    let lab = try DaemonLab([DaemonLab.settings(mode: .xdp)])
    try lab.daemon.start()
    try report(lab)
    let before = lab.host.rules(Self.port).policy
    lab.record.file = {
      [DaemonLab.settings(mode: .xdp, thresholds: [Threshold(count: 10, window: .seconds(5))])]
    }
    _ = lab.daemon.reload()
    try lab.daemon.step()
    #expect(lab.host.rules(Self.port).policy != before)
    #expect(dropped(lab) == [DaemonLab.flooder])
  }
}
