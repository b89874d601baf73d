import Flood
import Plans
import PlansKit
import Testing
import Wire

@testable import Daemon

/// An address behind two ports of a bridge.
@Suite("Addresses that two machines share")
struct SharedAddressTests {
  private let one = name("vnet1")
  private let other = name("vnet2")
  private let third = name("vnet3")
  private let source = DaemonLab.flooder
  private let start = BootTime(seconds: 1000)

  /// What is told when a source is found behind these ports, one after the other.
  private func told(_ ports: [InterfaceName], every pause: Duration) -> [SharedAddresses.Ports] {
    var shared = SharedAddresses()
    shared.hear(source, vlan: nil, now: start)
    var now = start
    return ports.compactMap { port in
      now = now + pause
      shared.hear(source, vlan: nil, now: now)
      return shared.due(now: now).compactMap { shared.found($0.mac, behind: port, now: now) }.first
    }
  }

  @Test(
    "three moves between two ports within a minute are two machines; one that moves and comes back is not")
  func moves() {
    let ports = SharedAddresses.Ports(one, other)
    #expect(told([one, other, one, other], every: .seconds(10)) == [ports])
    #expect(told([other, one, other, one], every: .seconds(10)) == [ports])
    #expect("\(ports)" == "vnet1 and vnet2")
    #expect(told([one, one, other, other, other], every: .seconds(1)) == [])
    #expect(told([one, other, one, one, one], every: .seconds(1)) == [])
    #expect(told([one, other, one, other], every: .seconds(31)) == [])
    #expect(told([one, other, third, one, other, third], every: .seconds(1)) == [])
  }

  @Test("what lasts is told once in five minutes")
  func pause() {
    let flaps = (0..<310).map { $0.isMultiple(of: 2) ? one : other }
    #expect(told(flaps, every: .seconds(1)).count == 2)
    #expect(told(Array(flaps.prefix(300)), every: .seconds(1)).count == 1)
  }

  @Test("it is known for ten minutes")
  func known() {
    var shared = SharedAddresses()
    shared.hear(source, vlan: nil, now: start)
    for port in [one, other, one, other] {
      #expect(shared.ports(of: source, now: start) == nil)
      _ = shared.found(source, behind: port, now: start)
    }
    #expect(shared.ports(of: source, now: start + .seconds(599)) == SharedAddresses.Ports(one, other))
    #expect(shared.ports(of: source, now: start + .seconds(600)) == nil)
  }

  @Test("the kernel is asked 32 times a second at most, however many send however fast")
  func questions() {
    var shared = SharedAddresses()
    var asked = 0
    for turn in 0..<10_000 {
      let now = start + .milliseconds(turn)
      for mac in 0..<100 { shared.hear(MACAddress(bits: UInt64(mac)), vlan: nil, now: now) }
      let due = shared.due(now: now)
      #expect(due.count <= SharedAddresses.batch)
      asked += due.count
    }
    #expect((300...320 + SharedAddresses.batch).contains(asked))
  }

  @Test("addresses that are made up cost no question and no memory")
  func random() {
    var shared = SharedAddresses()
    for mac in 0..<100_000 {
      shared.hear(MACAddress(bits: UInt64(mac)), vlan: nil, now: start + .microseconds(mac))
      #expect(shared.due(now: start + .microseconds(mac)).isEmpty)
    }
    #expect(shared.count <= 2 * SharedAddresses.generation)
  }

  @Test("the daemon tells it, and explain names the ports")
  func daemon() throws {
    let lab = try DaemonLab([DaemonLab.settings("virbr0", mode: .existing)], bridge: "virbr0")
    try lab.daemon.start()
    for port in [one, one, other, one, other, one, other] {
      #expect(lab.daemon.portsSharing(source, on: name("virbr0")) == nil || lab.kinds.last == .alarm)
      lab.host.places.ports[source] = port
      try lab.send(1)
    }
    let alarms = lab.told.compactMap { if case .alarm(let alarm) = $0 { alarm } else { nil } }
    #expect(alarms.map(\.kind) == [.sharedAddress] && alarms.first?.mac == source)
    #expect(alarms.first?.detail == "two machines share this address: behind vnet1 and vnet2")
    #expect(lab.daemon.portsSharing(source, on: name("virbr0")) == [one, other])
    #expect(lab.daemon.snapshot(talkers: 0).guarded.first?.standing.map(\.kind) == [.sharedAddress])
    #expect(lab.host.places.questions == 6)
  }

  @Test("where there is one port nobody is looked for")
  func onePort() throws {
    let lab = try DaemonLab()
    try lab.daemon.start()
    try lab.send(10)
    #expect(lab.host.places.questions == 0)
  }
}
