import Foundation
import TestKit
import Testing

/// How the daemon leaves, and what it leaves behind.
@Suite("The daemon and signals", .serialized, .enabled(if: Namespace.isPrivate))
struct SignalTests {
  @Test("SIGTERM and SIGINT leave the network exactly as it was", arguments: [SIGTERM, SIGINT])
  func leaving(on signal: Int32) throws {
    let host = try CommandHost(rich: true)
    let before = try host.picture()
    let daemon = try Daemon().guarding()
    try host.flood("-r 200 -n 60")
    #expect(try daemon.says("blocked \(CommandHost.flooder)"))
    #expect(host.isReachable)
    #expect(daemon.stop(signal) == 0)
    #expect(try host.difference(before) == [])
  }

  @Test("SIGHUP has the settings read again")
  func hangup() throws {
    let host = try CommandHost()
    let daemon = try Daemon().guarding()
    daemon.send(SIGHUP)
    #expect(try daemon.says("reloaded the settings: guarding port0"))
    try host.flood("-r 200 -n 60")
    #expect(try daemon.says("blocked \(CommandHost.flooder)"))
    #expect(daemon.stop() == 0)
  }

  @Test("SIGTERM at any moment of the start leaves the network exactly as it was")
  func anyMoment() throws {
    let host = try CommandHost(rich: true)
    let before = try host.picture()
    for moment in Moments.all(of: 25) {
      let delay = 4 * (moment - 1)
      let daemon = try Daemon()
      usleep(UInt32(delay) * 1000)
      let status = daemon.stop()
      #expect(status == 0 || status == -SIGTERM, "after \(delay) ms: \(daemon.log)")
      #expect(try host.difference(before) == [], "after \(delay) ms")
    }
  }

  @Test("--keep leaves bridge and blocks, and the next run takes them over and away")
  func keeping() throws {
    let host = try CommandHost()
    let before = try host.picture()
    let first = try Daemon("--interface port0 --mode bridge --keep").guarding()
    try host.flood("-r 200 -n 60")
    #expect(try first.says("blocked \(CommandHost.flooder)"))
    #expect(first.stop() == 0)
    #expect(try BlockedSet.elements("blocked_dhcp").map(\.mac) == [CommandHost.flooder])
    #expect(host.isReachable)
    let second = try Daemon().guarding()
    #expect(second.log.contains("took over 1 block"))
    #expect(second.stop() == 0)
    #expect(try host.difference(before) == [])
  }

  @Test("what a hand blocked before stays when the daemon leaves")
  func handMade() throws {
    let host = try CommandHost()
    try Program.succeed("block \(CommandHost.other) --interface port0 --mode bridge")
    let before = try host.picture()
    let daemon = try Daemon().guarding()
    try host.flood("-r 200 -n 60")
    #expect(try daemon.says("blocked \(CommandHost.flooder)"))
    #expect(daemon.stop() == 0)
    #expect(try host.difference(before) == [])
    #expect(try BlockedSet.elements("blocked_all").map(\.mac) == [CommandHost.other])
  }
}
