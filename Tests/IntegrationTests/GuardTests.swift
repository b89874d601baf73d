import Foundation
import TestKit
import Testing

@Suite("The daemon's guard against random sources", .serialized, .enabled(if: Namespace.isPrivate))
struct GuardTests {
  /// A flood in messages a second, and the mode that the daemon meets it in.
  struct Attack: CustomTestStringConvertible {
    var mode: String
    var rate: Int

    var testDescription: String { "\(rate)/s, mode \(mode)" }
  }

  private func figures(_ took: [Double?]) -> String {
    let times = took.compactMap(\.self).sorted()
    let shape =
      times.isEmpty ? "" : ", median \(rounded(times[times.count / 2])) s, last \(rounded(times.last ?? 0)) s"
    return "\(times.count) of \(took.count)\(shape)"
  }

  private func rounded(_ seconds: Double) -> String { String(format: "%.2f", seconds) }

  @Test(
    "under random sources those that were served before renew and boot at once, and newcomers get a lease",
    arguments: [
      Attack(mode: "bridge", rate: 2000), Attack(mode: "netdev", rate: 2000),
      Attack(mode: "netdev", rate: 10_000), Attack(mode: "xdp", rate: 10_000),
    ])
  func rescue(attack: Attack) throws {
    let lan = try GuardLAN(clients: 20)
    let daemon = try Daemon("--interface port0 --mode \(attack.mode) --guard").guarding()
    let (known, newcomers) = (Array(lan.clients[..<10]), Array(lan.clients[10...]))
    let none = [Int](repeating: 0, count: 10)
    let running = try known.map { try $0.start() }
    let quiet = GuardLAN.wait(for: known, "bound", beyond: none, within: 60)
    #expect(!quiet.contains(nil), "\(daemon.log)")
    let learnt = try GuardJSON.wait(forKnown: known.map(\.mac), mode: attack.mode)
    #expect(learnt, "\(daemon.log)")

    let flood = try lan.startFlood(rate: attack.rate)
    // Two seconds' worth of it, all but what a rate lets pass.
    let isFlooded = try GuardJSON.wait(forDropped: 2 * attack.rate - 200)
    #expect(isFlooded, "\(daemon.log)")
    for client in running { client.send(SIGUSR1) }
    let renewed = GuardLAN.wait(for: known, "renew", beyond: none, within: 60)
    for client in running {
      client.send(SIGTERM)
      client.waitUntilExit()
    }
    let rebooted = try known.map { try $0.start() }
    let again = GuardLAN.wait(for: known, "bound", beyond: [Int](repeating: 1, count: 10), within: 60)
    let fresh = try newcomers.map { try $0.start() }
    let first = GuardLAN.wait(for: newcomers, "bound", beyond: none, within: 60)
    let report = try #require(try GuardJSON.read())
    flood.send(SIGTERM)
    for client in rebooted + fresh { client.send(SIGTERM) }
    print("guard, \(attack.testDescription): \(report.dropped) messages dropped")
    print("  before the flood: \(figures(quiet)); known ones renew: \(figures(renewed))")
    print("  known ones boot: \(figures(again)); newcomers boot: \(figures(first))")

    #expect(!renewed.contains(nil) && !again.contains(nil) && !first.contains(nil), "\(daemon.log)")
    #expect(report.dropped > attack.rate)
    #expect(report.rate == 1)
    #expect(daemon.stop() == 0)
    #expect(try CommandHost.ruleset().filter { !$0.isEmpty } == [])
  }
}

/// What `status --json` says of the guard.
struct GuardJSON: Decodable {
  var rate: Int
  var dropped: Int
  var known: Int

  /// Waits until the kernel has been told of all of these.
  static func wait(forKnown macs: [String], mode: String) throws -> Bool {
    if mode == "xdp" { return try wait { $0.known >= macs.count } }
    let family = mode == "netdev" ? "netdev" : "bridge"
    let deadline = Date() + 10
    while Date() < deadline {
      let text = try Tool.run(["nft", "list", "set", family, "dhcpward", "known"])
      if macs.allSatisfy(text.contains) { return true }
      usleep(50_000)
    }
    return false
  }

  /// Waits until the kernel has dropped as many messages.
  static func wait(forDropped count: Int) throws -> Bool { try wait { $0.dropped >= count } }

  private static func wait(until isSo: (GuardJSON) -> Bool) throws -> Bool {
    let deadline = Date() + 30
    while Date() < deadline {
      if let report = try read(), isSo(report) { return true }
      usleep(50_000)
    }
    return false
  }

  private struct Status: Decodable { var `guard`: GuardJSON? }

  static func read() throws -> GuardJSON? {
    try JSONDecoder().decode(Status.self, from: Data(try Program.succeed("status --json").utf8)).guard
  }
}
