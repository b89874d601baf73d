import TestKit
import Testing

@Suite("Real attackers and real clients, live", .serialized, .enabled(if: Namespace.isPrivate))
struct LiveDetectionTests {
  private static let names = [
    "dhcpstarv", "yersinia-discover", "dhcpig", "dhcpig-v6", "dhclient-loop", "udhcpc-loop",
    "decline-squatter", "network-boot", "stale-lease", "perfdhcp",
  ]
  // All at once, as most of the time they wait.
  nonisolated(unsafe) private static let running = Result {
    try Dictionary(uniqueKeysWithValues: names.map { ($0, try DetectionScenario($0)) })
  }

  @Test("what a tool sends is judged live as its recording is", arguments: names)
  func judged(name: String) throws {
    let scenario = try #require(try Self.running.get()[name])
    #expect(try scenario.mistakes() == [])
  }

  @Test("dhcpstarv is cut off before it has taken more than a few addresses, and all others are served")
  func starvation() throws {
    let lan = try WatchLAN(clients: 3)
    let daemon = try Daemon("--interface port0 --mode bridge").guarding()
    let attack = try lan.startAttack("timeout 4 dhcpstarv -i eth0")
    #expect(try daemon.says("blocked \(CommandHost.flooder)"))
    for client in try lan.startClients() {
      let report = client.report()
      #expect(report.contains("lease of 192.0.2."), "\(report)")
    }
    _ = attack.report()
    #expect(daemon.log.contains("alarm starvation \(CommandHost.flooder)"), "\(daemon.log)")
    #expect(daemon.log.matches(of: #/ blocked /#).count == 1)
    // Of 201 addresses; it takes one in some 4 ms, and is to be blocked within 100 ms.
    #expect(lan.discoversLogged(by: "00:16:36") < 60)
    #expect(daemon.stop() == 0)
  }

  @Test("yersinia raises an alarm and gets nobody blocked")
  func randomSources() throws {
    let lan = try WatchLAN(clients: 1)
    let daemon = try Daemon("--interface port0 --dry-run").guarding()
    // It ends at the first key, so at the end of its input too.
    let attack = try lan.startAttack("sh -c", "sleep 3 | timeout 1 yersinia dhcp -attack 1 -interface eth0")
    #expect(try daemon.says("alarm random-source", within: 30))
    _ = attack.report()
    #expect(!daemon.log.contains("would block"), "\(daemon.log)")
    #expect(daemon.stop() == 0)
  }
}
