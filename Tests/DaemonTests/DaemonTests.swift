import Blocks
import Flood
import Plans
import PlansKit
import Testing
import Wire

@testable import Daemon

/// The daemon on a host in a value: scripted frames, a clock that the test moves.
@Suite("The daemon, step by step")
struct DaemonTests {
  private let flooder = DaemonLab.flooder
  private let netdev = Table.netdev(name("eth0"))

  @Test("a flood is written, then dropped, then told, in the turn that hears it")
  func blocks() throws {
    let lab = try DaemonLab()
    try lab.daemon.start()
    try lab.send(19)
    #expect(lab.kinds == [.start] && lab.dropped.isEmpty)
    var wasWritten = false
    lab.host.gate = { [ledger = lab.ledger, host = lab.host] plan in
      wasWritten =
        ledger.running(on: name("eth0"), now: host.clock.wall).map(\.block.mac) == [DaemonLab.flooder]
      #expect(plan.changes.count == 1)
    }
    try lab.send(1)
    #expect(wasWritten)
    #expect(lab.dropped == [flooder])
    #expect(lab.kinds == [.start, .block])
    guard case .blocked(let block, let finding, let made)? = lab.told.last else {
      Issue.record("told of no block")
      return
    }
    #expect(block.mac == flooder && block.lifetime == .seconds(300) && finding.strikes == 1)
    #expect(made.delay == .zero)
  }

  @Test("a block ends with its time; while the flood goes on it is extended")
  func ends() throws {
    let lab = try DaemonLab()
    try lab.daemon.start()
    try lab.send(20)
    lab.host.packets[flooder] = 10_000
    // The counter is read when the last window begins, and just before the end.
    try lab.wait(.seconds(296))
    lab.host.packets[flooder] = 20_000
    try lab.wait(.seconds(10))
    #expect(lab.kinds == [.start, .block, .extend] && lab.dropped == [flooder])
    try lab.wait(.seconds(600))
    #expect(lab.kinds == [.start, .block, .extend, .unblock] && lab.dropped.isEmpty)
  }

  @Test("a change that the kernel refuses is told, and the next flood of the source is tried again")
  func refused() throws {
    struct Refusal: Error, CustomStringConvertible { let description = "Device or resource busy" }
    let lab = try DaemonLab()
    try lab.daemon.start()
    lab.host.gate = { _ in throw Refusal() }
    try lab.send(20)
    #expect(lab.told.last == .failed(.block, .address(flooder), "Device or resource busy"))
    #expect(lab.ledger.running(on: name("eth0"), now: lab.host.clock.wall).isEmpty)
    lab.host.gate = { _ in }
    try lab.send(20)
    #expect(lab.kinds.last == .block && lab.dropped == [flooder])
  }

  @Test("what others take away is put back in the same turn, and told")
  func repairs() throws {
    let lab = try DaemonLab()
    try lab.daemon.start()
    try lab.send(20)
    lab.host.tamper(netdev) { $0 = RunningRules(table: $0.table) }
    try lab.daemon.step()
    #expect(lab.dropped == [flooder])
    guard case .repaired(let repair)? = lab.told.last else {
      Issue.record("told of no repair")
      return
    }
    #expect(repair.isOfRules && repair.blocks == 1 && repair.culprit == nil)
  }

  @Test("whoever keeps taking it away is told of, and not fought in a loop")
  func contested() throws {
    let lab = try DaemonLab()
    try lab.daemon.start()
    try lab.send(20)
    for _ in 0..<20 {
      lab.host.tamper(netdev) { $0 = RunningRules(table: $0.table) }
      try lab.daemon.step()
    }
    #expect(lab.told.count { if case .repaired = $0 { true } else { false } } == RetryBackoffFacts.free)
    #expect(lab.told.contains { if case .contested(.losingIt, .rules, _, _) = $0 { true } else { false } })
    try lab.wait(.seconds(2))
    #expect(lab.dropped == [flooder])
  }

  @Test("a source that has become the gateway is spared, though nobody looked for ten seconds")
  func gateway() throws {
    let lab = try DaemonLab()
    try lab.daemon.start()
    try lab.send(10)
    lab.host.around.gateways = [flooder]
    lab.host.pass(.seconds(10))
    try lab.send(20)
    #expect(lab.dropped.isEmpty)
    #expect(lab.told.contains { if case .spared(_, .gateway, _, _) = $0 { true } else { false } })
  }

  @Test("a dry run shows what a run applies, changes nothing, and says what it would do")
  func dryRun() throws {
    let (wet, dry) = (try DaemonLab(), try DaemonLab([DaemonLab.settings(dry: true)]))
    for lab in [wet, dry] {
      try lab.daemon.start()
      try lab.send(20)
    }
    #expect(dry.host.applied.isEmpty)
    #expect(dry.record.shown.first == wet.host.applied.first)
    let drops = { (plans: [Plan]) in
      plans.flatMap(\.changes).filter { if case .block = $0 { true } else { false } }
    }
    #expect(drops(dry.record.shown).count == 1 && drops(wet.host.applied).count == 1)
    #expect(dry.kinds == [.start, .block])
    try dry.daemon.stop()
    #expect(dry.told.last == .stopped(.untouched))
  }

  @Test("on the way out the daemon takes its own blocks away and leaves a person's")
  func leaves() throws {
    let lab = try DaemonLab()
    try lab.daemon.start()
    try lab.send(20)
    let other = mac("02:00:00:00:00:98")
    let remark = BlockComment(origin: .hand, since: lab.host.clock.wall, reason: "blocked by hand")
    _ = try lab.daemon.block([Block(mac: other, scope: .all, remark: remark)], on: nil)
    #expect(Set(lab.dropped) == [flooder, other])
    try lab.daemon.stop()
    #expect(lab.dropped == [other])
    #expect(lab.told.last == .stopped(.undone(.whole)))
  }

  @Test("after a kill the next run takes its blocks over, with the time that is left of them")
  func killed() throws {
    let lab = try DaemonLab()
    try lab.daemon.start()
    try lab.send(20)
    try lab.wait(.seconds(100))
    lab.record.told = []
    try lab.restart()
    #expect(lab.told.contains { $0 == .tookOver(1) })
    #expect(lab.dropped == [flooder])
    try lab.wait(.seconds(201))
    #expect(lab.kinds.last == .unblock && lab.dropped.isEmpty)
  }

  @Test("a person's unblock and allow hold, and are written")
  func allowed() throws {
    let lab = try DaemonLab()
    try lab.daemon.start()
    try lab.send(20)
    #expect(try lab.daemon.unblock([.address(flooder)]) == [.address(flooder)])
    #expect(lab.dropped.isEmpty)
    try lab.daemon.allow(flooder)
    try lab.send(40)
    #expect(lab.dropped.isEmpty && lab.ledger.allowed == [flooder])
    try lab.daemon.disallow(flooder)
    try lab.wait(.seconds(60))
    try lab.send(20)
    #expect(lab.dropped == [flooder])
  }
}

/// What the daemon may count on.
enum RetryBackoffFacts {
  /// So many repairs are made at once.
  static let free = 5
}
