import Foundation
import TestKit
import Testing

@Suite("The daemon, and others who change the bridge", .serialized, .enabled(if: Namespace.isPrivate))
struct ReconcileBridgeTests {
  /// The picture once it is as it was; what differs in the end.
  private func difference(_ host: ReconcileHost, _ before: [String]) throws -> [String] {
    let deadline = Date() + 10
    while true {
      let now = Set(try host.host.host.pictureWithoutIndexes())
      let lines = now.subtracting(before).map { "+ \($0)" } + Set(before).subtracting(now).map { "- \($0)" }
      if lines.isEmpty || Date() > deadline { return lines }
      usleep(20_000)
    }
  }

  @Test("a deleted bridge is built again with its addresses, routes and neighbours, and goes on guarding")
  func deleted() throws {
    let host = try ReconcileHost(rich: true)
    usleep(1_200_000)
    let before = try host.host.host.pictureWithoutIndexes()
    try Tool.ip("link delete br0")
    let start = Date()
    while (try? host.host.peer.run("ping", "-nqc1", "-W0.05", "192.0.2.1")) == nil, Date() < start + 10 {}
    print("reachable \(Int(Date().timeIntervalSince(start) * 1000)) ms after the bridge was deleted")
    #expect(host.host.isReachable)
    let changed = try difference(host, before)
    #expect(changed == [], "\(host.daemon.log)")
    #expect(try host.daemon.says("somebody deleted br0: built again"))
    #expect(try host.daemon.says("listening to br0 again"))
    try host.expectBlocked()
    try host.host.flood("-r 200 -n 60", from: CommandHost.other)
    #expect(try host.daemon.says("blocked \(CommandHost.other)"))
    #expect(host.daemon.stop() == 0)
    #expect(try !Tool.ip("link show").contains("br0"))
    #expect(host.host.isReachable)
  }

  @Test("a port that was taken out is taken in again")
  func released() throws {
    let host = try ReconcileHost()
    let before = try host.host.host.pictureWithoutIndexes()
    try Tool.ip("link set port0 nomaster")
    #expect(try host.daemon.says("port0 was not in br0: taken in again"))
    #expect(try difference(host, before) == [])
    #expect(host.host.isReachable)
    try host.expectBlocked()
    #expect(host.daemon.stop() == 0)
  }

  @Test("a bridge whose port's device is gone waits for it, and takes in the one that comes")
  func portGone() throws {
    let host = try ReconcileHost()
    try Tool.ip("link delete port0")
    #expect(try host.daemon.says("port0 is gone; br0 stays and waits for it"))
    #expect(try Tool.ip("-o address show dev br0").contains("192.0.2.1/24"))
    usleep(100_000)
    #expect(host.daemon.isRunning)
    try host.host.peer.connect("port0", to: "peer0", address: "02:00:00:00:00:01")
    try host.host.peer.run("ip", "address", "add", "192.0.2.2/24", "dev", "peer0")
    try host.host.peer.run("ip", "address", "add", "2001:db8::2/64", "dev", "peer0", "nodad")
    #expect(try host.daemon.says("port0 is back"))
    #expect(try host.daemon.says("taken in again"))
    #expect(host.host.isReachable)
    try host.expectBlocked()
    #expect(host.daemon.stop() == 0)
    #expect(try Tool.ip("-o address show dev port0").contains("192.0.2.1/24"))
  }

  @Test("an address that comes to the port moves to the bridge; one that a person removes there stays away")
  func addresses() throws {
    let host = try ReconcileHost()
    try Tool.ip("address add 192.0.2.77/24 dev port0")
    #expect(try host.daemon.says("192.0.2.77/24 came to port0: moved to br0"))
    #expect(try Tool.ip("-o address show dev br0").contains("192.0.2.77/24"))
    #expect(try !Tool.ip("-o address show dev port0").contains("192.0.2.77/24"))
    try Tool.ip("address delete 192.0.2.77/24 dev br0")
    usleep(1_500_000)
    #expect(try !Tool.ip("-o address show dev br0").contains("192.0.2.77/24"))
    // Not even with a bridge built again.
    try Tool.ip("address add 192.0.2.78/24 dev br0")
    usleep(200_000)
    try Tool.ip("link delete br0")
    #expect(try host.daemon.says("somebody deleted br0: built again"))
    let there = try Tool.ip("-o address show dev br0")
    #expect(there.contains("192.0.2.1/24") && there.contains("192.0.2.78/24"))
    #expect(!there.contains("192.0.2.77/24"))
    #expect(host.daemon.stop() == 0)
  }

  @Test("whoever deletes the bridge in a loop is named, and dhcpward neither gives up nor fights")
  func loop() throws {
    let host = try ReconcileHost()
    let start = try host.ticks()
    let deadline = Date() + 6
    var deleted = 0
    while Date() < deadline {
      if try Tool.answer(["ip", "link", "delete", "br0"]).status == 0 { deleted += 1 }
      usleep(10_000)
    }
    let spent = try host.ticks() - start
    print("the bridge was deleted \(deleted) times in 6 s; \(spent) clock ticks of 10 ms")
    #expect((ReconcileHost.isSlow ? 1...12 : 5...12).contains(deleted))
    #expect(host.lines("keeps taking br0 or what is on it away").count == 1 || ReconcileHost.isSlow)
    #expect(spent <= 40 || ReconcileHost.isSlow)
    #expect(host.daemon.isRunning)
    #expect(host.daemon.stop() == 0)
  }

  @Test("a port that somebody puts into a bridge of his own is left to him, and said so once")
  func takenAway() throws {
    let host = try ReconcileHost()
    try Tool.ip("link add br1 type bridge")
    try Tool.ip("link set port0 master br1")
    #expect(try host.daemon.says("port0 is a port of br1 already"))
    usleep(300_000)
    #expect(host.lines("a port of br1 already").count == 1)
    #expect(try Tool.ip("-o link show port0").contains("master br1"))
    try Tool.ip("link delete br1")
    #expect(try host.daemon.says("port0 was not in br0: taken in again"))
    #expect(host.daemon.stop() == 0)
  }

  @Test("a bridge that is there and goes is waited for, and listened to when it comes again")
  func existing() throws {
    let host = try CommandHost()
    try Tool.ip("link add br1 type bridge")
    try Tool.ip("link set br1 up")
    try Tool.ip("link set port0 master br1")
    let daemon = try Daemon("--interface br1").guarding()
    try Tool.ip("link delete br1")
    #expect(try daemon.says("going on when there is a br1 to listen to"))
    usleep(500_000)
    #expect(daemon.isRunning)
    try Tool.ip("link add br1 type bridge")
    try Tool.ip("link set br1 up")
    try Tool.ip("link set port0 master br1")
    #expect(try daemon.says("listening to br1 again"))
    try host.flood("-r 200 -n 60")
    #expect(try daemon.says("blocked \(CommandHost.flooder)"))
    #expect(daemon.stop() == 0)
  }

  @Test(
    "a bridge that somebody renamed is taken away all the same, and only what is so is said of the network")
  func renamed() throws {
    let host = try ReconcileHost()
    try Tool.ip("link set br0 down")
    try Tool.ip("link set br0 name br9")
    try Tool.ip("link set br9 up")
    #expect(try host.daemon.says("port0 is a port of br9 already"))
    try Tool.ip("address add 192.0.2.77/24 dev br9")
    #expect(host.daemon.stop() == 0)
    #expect(host.lines("stopped; the network is as it was").isEmpty)
    #expect(
      host.lines("stopped; br9 is gone, and what was on it is on port0").count == 1, "\(host.daemon.log)")
    #expect(host.lines("new 192.0.2.77/24").count == 1)
    #expect(try !Tool.ip("link show").contains("br9"))
    #expect(try Tool.ip("-o address show dev port0").contains("192.0.2.1/24"))
  }

  @Test(
    "after a renumbering under the daemon its routes are put back all the same; without one, all is as it was"
  )
  func renumbered() throws {
    let host = try ReconcileHost()
    try Tool.ip("address add 203.0.113.1/24 dev br0")
    try Tool.ip("route add 10.0.0.0/8 via 203.0.113.254 dev br0")
    try Tool.ip("address delete 203.0.113.1/24 dev br0")
    #expect(host.daemon.stop() == 0)
    #expect(try Tool.ip("route show 10.0.0.0/8").contains("via 203.0.113.254 dev port0"))
    #expect(host.lines("new route to 10.0.0.0/8 via 203.0.113.254 on port0").count == 1, "\(host.daemon.log)")
    let again = try Daemon().guarding()
    #expect(again.stop() == 0)
    #expect(again.log.contains("stopped; the network is as it was"))
  }
}
