import Flood
import Plans
import PlansKit
import Testing
import Wire

@testable import Capture
@testable import Daemon

@Suite("Interfaces that come, go, and change their settings")
struct InterfacesTests {
  private let eth0 = name("eth0")
  private let eth1 = name("eth1")

  @Test("one that is not there yet is waited for, and guarded once it has come")
  func awaited() throws {
    var settings = DaemonLab.settings("eth1")
    settings.isAwaited = true
    let lab = try DaemonLab([settings], without: ["eth1"])
    try lab.daemon.start()
    #expect(lab.daemon.awaitedInterfaces == [eth1] && lab.told == [.awaits(eth1)])
    lab.host.model.network.links.append(DaemonLab.link("eth1", index: 7))
    lab.host.pass(.seconds(1))
    try lab.daemon.step()
    #expect(lab.daemon.interfaces == [eth1] && lab.daemon.awaitedInterfaces.isEmpty)
    #expect(lab.told.last == .came(eth1))
  }

  @Test("a capture that fails is told of once, and taken up when the interface is there again")
  func captureFails() throws {
    let lab = try DaemonLab()
    try lab.daemon.start()
    lab.host.clients?.failure = CaptureError(.unavailable, "read", "eth0", "it went away")
    try lab.daemon.step()
    try lab.daemon.step()
    #expect(lab.told.count { if case .failure(.listen, _) = $0 { true } else { false } } == 1)
    lab.host.pass(.seconds(2))
    try lab.daemon.step()
    #expect(lab.told.last == .listens(on: eth0))
    try lab.send(20)
    #expect(lab.dropped == [DaemonLab.flooder])
  }

  @Test("other thresholds hold from then on, and blocks stay")
  func otherPolicy() throws {
    let lab = try DaemonLab()
    try lab.daemon.start()
    try lab.send(20)
    lab.record.file = { [DaemonLab.settings(thresholds: [Threshold(count: 3, window: .seconds(5))])] }
    #expect(lab.daemon.reload() == .done([eth0], awaited: []))
    let other = mac("02:00:00:00:00:98")
    try lab.send(3, from: other)
    #expect(Set(lab.dropped) == [DaemonLab.flooder, other])
  }

  @Test("settings that cannot be read leave everything as it was")
  func refused() throws {
    struct Unreadable: Error, CustomStringConvertible { let description = "line 7, column 1: no" }
    let lab = try DaemonLab()
    try lab.daemon.start()
    lab.record.file = { throw Unreadable() }
    #expect(lab.daemon.reload() == .refused("line 7, column 1: no"))
    try lab.send(20)
    #expect(lab.dropped == [DaemonLab.flooder])
  }

  @Test("an interface more is guarded, one that is no longer named is left")
  func otherInterface() throws {
    let lab = try DaemonLab()
    try lab.daemon.start()
    try lab.send(20)
    lab.record.file = { [DaemonLab.settings("eth1", mode: .bridge)] }
    #expect(lab.daemon.reload() == .done([eth1], awaited: []))
    #expect(lab.dropped.isEmpty)
    #expect(lab.host.model.network.links.contains { $0.kind == .bridge })
    try lab.daemon.stop()
    #expect(!lab.host.model.network.links.contains { $0.kind == .bridge })
  }

  @Test("a bridge that somebody deletes is built again, and told of")
  func bridgeDeleted() throws {
    let lab = try DaemonLab([DaemonLab.settings(mode: .bridge)])
    try lab.daemon.start()
    try lab.daemon.step()
    let bridge = try #require(lab.host.model.network.links.first { $0.kind == .bridge }?.name)
    lab.host.model.delete(bridge)
    lab.host.notices.waiting.append(.network)
    try lab.daemon.step()
    #expect(lab.host.model.network[bridge] != nil)
    #expect(lab.told.contains { if case .mended(.rebuilt) = $0 { true } else { false } })
  }

  @Test("with several interfaces an event says that its line has to name one")
  func several() throws {
    let lab = try DaemonLab([DaemonLab.settings(), DaemonLab.settings("eth1", mode: .bridge)])
    try lab.daemon.start()
    #expect(lab.record.told.filter { $0.kind == .start }.map(\.interface) == [eth0, eth1])
    #expect(lab.record.told.filter { $0.interface != nil }.allSatisfy { $0.isOneOfSeveral })
  }
}
